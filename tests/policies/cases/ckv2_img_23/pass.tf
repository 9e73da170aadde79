resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.pass.name
  }
}

resource "aws_cloudwatch_log_group" "pass" {
  name              = "/aws/lambda/pass"
  retention_in_days = 365
}
