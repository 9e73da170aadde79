# It signs uploads, and is another policy's.
resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "prod/x" }
  }
}
