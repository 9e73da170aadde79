# The functions that make a bucket and a table an uploader's.
resource "aws_lambda_function" "processing" {
  function_name = "processing"
  role          = "arn:aws:iam::123456789012:role/processing"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = aws_dynamodb_table.items.name, SCANNER = "none" }
  }
}

resource "aws_dynamodb_table" "items" {
  name             = "items"
  hash_key         = "user_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_sqs_queue" "letters" {
  name = "letters"
}

# Another reader's queue is none of the policy's business.
resource "aws_lambda_event_source_mapping" "quiet_queue" {
  event_source_arn = aws_sqs_queue.letters.arn
  function_name    = aws_lambda_function.sending.arn
}
