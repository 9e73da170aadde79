resource "aws_dynamodb_table" "pass" {
  name         = "pass"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  point_in_time_recovery {
    enabled = true
  }

  attribute {
    name = "user_id"
    type = "S"
  }
}
