resource "aws_lambda_function" "fail_without" {
  function_name = "fail-without"
  role          = aws_iam_role.fail_without.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_permission" "fail_without" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fail_without.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "fail_without" {
  name = "fail-without"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_without" {
  role = aws_iam_role.fail_without.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:dlq" },
    ]
  })
}
