resource "aws_lambda_function" "pass" {
  function_name = "of-pass"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "pass" {
  name = "pass"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
