module "pass_own_key" {
  source = "./stack"
  name   = "pass-own-key"

  bucket_key = "arn:aws:kms:eu-central-1:123456789012:key/1"
  table_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  queue_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  logs_key   = "arn:aws:kms:eu-central-1:123456789012:key/1"
}
