# A role that another's function has too.

resource "aws_lambda_function" "fail_shared" {
  function_name = "of-fail-shared"
  role          = aws_iam_role.fail_shared.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "another" {
  function_name = "another"
  role          = aws_iam_role.fail_shared.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"
}

resource "aws_iam_role" "fail_shared" {
  name = "fail-shared"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
