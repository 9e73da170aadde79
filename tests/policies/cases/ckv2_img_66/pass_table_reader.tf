resource "aws_lambda_function" "pass_table_reader" {
  function_name = "pass-table-reader"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "pass-table-reader" }
  }
}

resource "aws_dynamodb_table" "pass_table_reader" {
  name         = "pass-table-reader"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "pass_table_reader" {
  resource_arn = aws_dynamodb_table.pass_table_reader.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-central-1:123456789012:table/pass-table-reader"
    }]
  })
}
