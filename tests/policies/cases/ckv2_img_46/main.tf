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

resource "aws_lambda_function" "pass_by_iam" {
  function_name = "pass-by-iam"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function_url" "pass_by_iam" {
  function_name      = aws_lambda_function.pass_by_iam.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_function" "fail_open" {
  function_name = "fail-open"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function_url" "fail_open" {
  function_name      = aws_lambda_function.fail_open.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { OTHER = "1" }
  }
}

resource "aws_lambda_function_url" "quiet" {
  function_name      = aws_lambda_function.quiet.function_name
  authorization_type = "NONE"
}

