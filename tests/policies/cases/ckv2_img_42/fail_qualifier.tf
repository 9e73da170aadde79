resource "aws_lambda_function" "fail_qualifier" {
  function_name = "fail-qualifier"
  role          = aws_iam_role.fail_qualifier.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_permission" "fail_qualifier" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fail_qualifier.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "fail_qualifier" {
  name = "fail-qualifier"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_qualifier" {
  role = aws_iam_role.fail_qualifier.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:dlq" },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "fail_qualifier" {
  function_name          = aws_lambda_function.fail_qualifier.function_name
  qualifier              = "live"
  maximum_retry_attempts = 2

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:dlq"
    }
  }
}
