# How far back a table can be restored.

resource "aws_lambda_function" "recovery" {
  for_each = toset(["pass-week", "fail-days"])

  function_name = "process-${each.key}"
  role          = "arn:aws:iam::123456789012:role/processor"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = each.key }
  }
}

resource "aws_dynamodb_table" "pass_week" {
  name         = "pass-week"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 7
  }

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "fail_days" {
  name         = "fail-days"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 3
  }

  attribute {
    name = "user_id"
    type = "S"
  }
}
