# The results of the function's own scanner.

module "results" {
  source  = "../uploader"
  bucket  = "results"
  scanner = "guardduty"
}

module "bucketav" {
  source  = "../uploader"
  bucket  = "bucketav"
  scanner = "bucketav"
}

resource "aws_s3_bucket" "results" {
  bucket = "results"
}

resource "aws_s3_bucket" "bucketav" {
  bucket = "bucketav"
}
