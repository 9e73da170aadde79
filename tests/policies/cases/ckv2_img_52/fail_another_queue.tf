resource "aws_lambda_function" "fail_another_queue" {
  function_name = "fail-another-queue"
  role          = aws_iam_role.fail_another_queue.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_another_queue" {
  name = "fail-another-queue"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_another_queue" {
  role = aws_iam_role.fail_another_queue.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:orders" },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "fail_another_queue" {
  function_name = aws_lambda_function.fail_another_queue.function_name

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:dlq"
    }
  }
}
