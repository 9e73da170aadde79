module "pass_own_key" {
  source = "./stack"
  name   = "pass-own-key"

  bucket_key = "arn:aws:kms:eu-central-1:123456789012:key/1"
  table_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  queue_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  logs_key   = "arn:aws:kms:eu-central-1:123456789012:key/1"
}

module "pass_keys_of_aws" {
  source = "./stack"
  name   = "pass-keys-of-aws"

  bucket_key = ""
  table_key  = ""
  queue_key  = ""
  logs_key   = ""
}

module "fail_queue" {
  source = "./stack"
  name   = "fail-queue"

  bucket_key = "arn:aws:kms:eu-central-1:123456789012:key/1"
  table_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  queue_key  = ""
  logs_key   = "arn:aws:kms:eu-central-1:123456789012:key/1"
}

module "fail_logs" {
  source = "./stack"
  name   = "fail-logs"

  bucket_key = "arn:aws:kms:eu-central-1:123456789012:key/1"
  table_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  queue_key  = "arn:aws:kms:eu-central-1:123456789012:key/1"
  logs_key   = ""
}

