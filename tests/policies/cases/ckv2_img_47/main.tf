resource "aws_lambda_layer_version" "ours" {
  layer_name = "ours"
  filename   = "layer.zip"
}

resource "aws_lambda_function" "pass_none" {
  function_name = "pass-none"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "pass_ours" {
  function_name = "pass-ours"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  layers = [aws_lambda_layer_version.ours.arn]
}

resource "aws_lambda_function" "fail_foreign" {
  function_name = "fail-foreign"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  layers = ["arn:aws:lambda:eu-central-1:770693421928:layer:Klayers-p312-Pillow:1"]
}

resource "aws_lambda_function" "unseen_one_of_two" {
  function_name = "unseen-one-of-two"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  layers = [aws_lambda_layer_version.ours.arn, "arn:aws:lambda:eu-central-1:770693421928:layer:Klayers-p312-Pillow:1"]
}

resource "aws_lambda_function" "fail_from_a_bucket" {
  function_name = "fail-from-a-bucket"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  s3_bucket     = "artifacts"
  s3_key        = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "fail_layer_from_a_bucket" {
  function_name = "fail-layer-from-a-bucket"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  layers = [aws_lambda_layer_version.from_a_bucket.arn]
}

resource "aws_lambda_layer_version" "from_a_bucket" {
  layer_name = "from-a-bucket"
  s3_bucket  = "artifacts"
  s3_key     = "layer.zip"
}
