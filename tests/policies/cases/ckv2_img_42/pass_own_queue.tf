# A dead-letter queue of the function's own does as well.
resource "aws_lambda_function" "pass_own_queue" {
  function_name = "pass-own-queue"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:eu-central-1:123456789012:dlq"
  }
}

resource "aws_lambda_permission" "pass_own_queue" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pass_own_queue.function_name
  principal     = "s3.amazonaws.com"
}
