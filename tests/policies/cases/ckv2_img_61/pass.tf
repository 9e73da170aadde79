resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}
