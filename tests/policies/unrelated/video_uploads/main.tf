# A video team's own uploads, which share nothing with the module but the names of two variables.
resource "aws_s3_bucket" "videos" { bucket = "acme-videos" }
resource "aws_iam_role" "transcoder" {
  name               = "transcoder"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["lambda.amazonaws.com", "mediaconvert.amazonaws.com"] } }] })
}
resource "aws_lambda_function" "transcoder" {
  function_name = "transcoder"
  role          = aws_iam_role.transcoder.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "x.zip"
  environment {
    variables = {
      UPLOADS_BUCKET = "acme-videos"
      UPLOADS_PREFIX = "incoming/"
    }
  }
}
resource "aws_s3_bucket_cors_configuration" "videos" {
  bucket = aws_s3_bucket.videos.id
  cors_rule {
    allowed_methods = ["PUT", "DELETE"]
    allowed_origins = ["*"]
    allowed_headers = ["*"]
  }
}
