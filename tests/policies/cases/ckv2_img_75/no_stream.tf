resource "aws_dynamodb_table" "no_stream" {
  name             = "no-stream"
  hash_key         = "user_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = false
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_lambda_function" "no_stream" {
  function_name = "no-stream"
  role          = "arn:aws:iam::123456789012:role/processing"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = aws_dynamodb_table.no_stream.name, SCANNER = "none" }
  }
}
