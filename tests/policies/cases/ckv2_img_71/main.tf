module "uploader" {
  source  = "../uploader"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "uploads" {
  bucket = "uploads"
}
