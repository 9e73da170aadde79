resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function" "pass_another" {
  function_name = "pass-another"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { OTHER = "1" }
  }
}

resource "aws_lambda_function" "fail_default" {
  function_name = "fail-default"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }
}

resource "aws_lambda_function" "fail_passes_through" {
  function_name = "fail-passes-through"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }

  tracing_config {
    mode = "PassThrough"
  }
}

