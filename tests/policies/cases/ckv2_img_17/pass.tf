resource "aws_dynamodb_table" "pass" {
  name         = "pass"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  deletion_protection_enabled = true

  attribute {
    name = "user_id"
    type = "S"
  }
}
