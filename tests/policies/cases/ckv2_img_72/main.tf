module "pass_bucketav" {
  source  = "../uploader"
  bucket  = "pass-bucketav"
  scanner = "bucketav"
}

resource "aws_s3_bucket" "pass_bucketav" {
  bucket = "pass-bucketav"
}
