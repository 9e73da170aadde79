resource "aws_lambda_function" "processor" {
  for_each = toset(["pass", "fail-default", "fail-off", "undecided-pass", "pass-replica", "fail-replica"])

  function_name = "process-${each.key}"
  role          = "arn:aws:iam::123456789012:role/processor"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = each.key }
  }
}

resource "aws_dynamodb_table" "pass_replica" {
  name             = "pass-replica"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "user_id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  deletion_protection_enabled = true

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "fail_replica" {
  name             = "fail-replica"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "user_id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  deletion_protection_enabled = true

  replica {
    region_name = "eu-west-1"
  }

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_table_replica" "pass_replica" {
  global_table_arn            = aws_dynamodb_table.pass_replica.arn
  deletion_protection_enabled = true
}
