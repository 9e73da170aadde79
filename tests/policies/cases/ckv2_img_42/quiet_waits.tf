# Whoever calls through the API sees the failure.
resource "aws_lambda_function" "quiet_waits" {
  function_name = "quiet-waits"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_permission" "quiet_waits" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.quiet_waits.function_name
  principal     = "apigateway.amazonaws.com"
}
