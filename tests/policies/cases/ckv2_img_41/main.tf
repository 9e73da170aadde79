resource "aws_cloudwatch_log_group" "shared" {
  name = "/uploads"
}

resource "aws_cloudwatch_log_group" "by_name" {
  name = "/aws/lambda/pass-by-name"
}

resource "aws_lambda_function" "pass_named" {
  function_name = "pass-named"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.shared.name
  }
}

resource "aws_lambda_function" "pass_by_name" {
  function_name = "pass-by-name"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "fail_lambdas_own" {
  function_name = "fail-lambdas-own"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "fail_elsewhere" {
  function_name = "fail-elsewhere"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = "/somewhere/else"
  }
}

