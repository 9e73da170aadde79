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
