module "uploader" {
  source = "../uploader"
}

data "aws_caller_identity" "current" {}
