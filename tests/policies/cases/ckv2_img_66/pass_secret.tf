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
