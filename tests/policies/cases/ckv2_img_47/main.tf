resource "aws_lambda_layer_version" "ours" {
  layer_name = "ours"
  filename   = "layer.zip"
}

resource "aws_lambda_layer_version" "from_a_bucket" {
  layer_name = "from-a-bucket"
  s3_bucket  = "artifacts"
  s3_key     = "layer.zip"
}
