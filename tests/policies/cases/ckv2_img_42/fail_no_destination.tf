resource "aws_lambda_function" "fail_no_destination" {
  function_name = "fail-no-destination"
  role          = aws_iam_role.fail_no_destination.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_permission" "fail_no_destination" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fail_no_destination.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "fail_no_destination" {
  name = "fail-no-destination"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_no_destination" {
  role = aws_iam_role.fail_no_destination.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:dlq" },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "fail_no_destination" {
  function_name          = aws_lambda_function.fail_no_destination.function_name
  maximum_retry_attempts = 2
}
