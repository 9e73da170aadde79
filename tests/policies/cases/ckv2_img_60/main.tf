resource "aws_lambda_function" "pass_elsewhere" {
  function_name = "pass-elsewhere"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "prod/elsewhere" }
  }
}

resource "aws_secretsmanager_secret" "empty" {
  name = "prod/empty"
}

resource "aws_lambda_function" "pass_empty" {
  function_name = "pass-empty"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = aws_secretsmanager_secret.empty.name }
  }
}

resource "aws_secretsmanager_secret" "filled" {
  name = "prod/filled"
}

resource "aws_secretsmanager_secret_version" "filled" {
  secret_id     = aws_secretsmanager_secret.filled.id
  secret_string = jsonencode({ API_GW_AUTH_SECRET = "swordfish" })
}

resource "aws_lambda_function" "fail_filled" {
  function_name = "fail-filled"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = aws_secretsmanager_secret.filled.name }
  }
}

resource "aws_secretsmanager_secret_version" "named" {
  secret_id     = "prod/named"
  secret_string = "swordfish"
}

resource "aws_lambda_function" "fail_named" {
  function_name = "fail-named"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "prod/named" }
  }
}

resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

