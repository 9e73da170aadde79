resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_permission" "pass" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pass.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "pass" {
  name = "pass"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass" {
  role = aws_iam_role.pass.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:dlq" },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "pass" {
  function_name          = aws_lambda_function.pass.function_name
  maximum_retry_attempts = 2

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:dlq"
    }
  }
}
