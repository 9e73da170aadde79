resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "prod/image-upload/secrets", AUTH_SECRET_CACHE_SECONDS = 60 }
  }
}

resource "aws_lambda_function" "fail_by_name" {
  function_name = "fail-by-name"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", API_GW_AUTH_SECRET = "swordfish" }
  }
}

resource "aws_lambda_function" "fail_password" {
  function_name = "fail-password"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", DB_PASSWORD = "swordfish" }
  }
}

resource "aws_lambda_function" "fail_by_value" {
  function_name = "fail-by-value"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CONFIG = "{\"API_GW_AUTH_SECRET\":\"swordfish\"}" }
  }
}

resource "aws_lambda_function" "fail_access_key" {
  function_name = "fail-access-key"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", KEYS = "AKIAIOSFODNN7EXAMPLE" }
  }
}

resource "aws_lambda_function" "fail_url" {
  function_name = "fail-url"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", QUEUE_AT = "amqps://user:swordfish@example.com" }
  }
}

resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { DB_PASSWORD = "swordfish" }
  }
}

resource "aws_lambda_function" "undecided_fail_sensitive" {
  function_name = "undecided-fail-sensitive"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", EXPECTED_HEADER = sensitive("swordfish") }
  }
}

resource "aws_lambda_function" "unknown_value" {
  function_name = "unknown-value"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", EXPECTED_HEADER = aws_sqs_queue.made_by_this_apply.id }
  }
}

resource "aws_sqs_queue" "made_by_this_apply" {
  name = "made-by-this-apply"
}
