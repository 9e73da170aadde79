resource "aws_lambda_function" "pass_table" {
  function_name = "pass-table"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "pass-table" }
  }
}

resource "aws_dynamodb_table" "pass_table" {
  name         = "pass-table"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_lambda_function" "pass_table_reader" {
  function_name = "pass-table-reader"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "pass-table-reader" }
  }
}

resource "aws_dynamodb_table" "pass_table_reader" {
  name         = "pass-table-reader"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "pass_table_reader" {
  resource_arn = aws_dynamodb_table.pass_table_reader.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-central-1:123456789012:table/pass-table-reader"
    }]
  })
}

resource "aws_lambda_function" "fail_table_everyone" {
  function_name = "fail-table-everyone"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "fail-table-everyone" }
  }
}

resource "aws_dynamodb_table" "fail_table_everyone" {
  name         = "fail-table-everyone"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "fail_table_everyone" {
  resource_arn = aws_dynamodb_table.fail_table_everyone.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-central-1:123456789012:table/fail-table-everyone"
    }]
  })
}

resource "aws_lambda_function" "fail_table_account" {
  function_name = "fail-table-account"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "fail-table-account" }
  }
}

resource "aws_dynamodb_table" "fail_table_account" {
  name         = "fail-table-account"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "fail_table_account" {
  resource_arn = aws_dynamodb_table.fail_table_account.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-central-1:123456789012:table/fail-table-account"
    }]
  })
}

resource "aws_lambda_function" "pass_secret" {
  function_name = "pass-secret"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "pass-secret" }
  }
}

resource "aws_secretsmanager_secret" "pass_secret" {
  name = "pass-secret"
}

resource "aws_secretsmanager_secret_policy" "pass_secret" {
  secret_arn = aws_secretsmanager_secret.pass_secret.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_lambda_function" "fail_secret_everyone" {
  function_name = "fail-secret-everyone"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "fail-secret-everyone" }
  }
}

resource "aws_secretsmanager_secret" "fail_secret_everyone" {
  name = "fail-secret-everyone"
}

resource "aws_secretsmanager_secret_policy" "fail_secret_everyone" {
  secret_arn = aws_secretsmanager_secret.fail_secret_everyone.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_lambda_function" "fail_secret_itself" {
  function_name = "fail-secret-itself"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "fail-secret-itself" }
  }
}

resource "aws_secretsmanager_secret" "fail_secret_itself" {
  name = "fail-secret-itself"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::210987654321:root" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { METADATA_TABLE = "quiet" }
  }
}

resource "aws_dynamodb_table" "quiet" {
  name         = "quiet"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "quiet" {
  resource_arn = aws_dynamodb_table.quiet.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-central-1:123456789012:table/quiet"
    }]
  })
}
