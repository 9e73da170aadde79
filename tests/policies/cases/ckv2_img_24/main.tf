module "pass_keys_of_aws" {
  source = "./stack"
  name   = "pass-keys-of-aws"

  bucket_key = ""
  table_key  = ""
  queue_key  = ""
  logs_key   = ""
}
