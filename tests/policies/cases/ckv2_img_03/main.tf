module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-preferred", "fail-writer", "fail-acl"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_acl" {
  bucket = "fail-acl"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_ownership_controls" "fail_acl" {
  bucket = aws_s3_bucket.fail_acl.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_acl" "fail_acl" {
  bucket = aws_s3_bucket.fail_acl.id
  acl    = "public-read"
}

# Where the access logs of an uploads bucket go.
resource "aws_s3_bucket" "fail_access_logs" {
  bucket = "fail-access-logs"
}

resource "aws_s3_bucket_logging" "pass" {
  bucket        = aws_s3_bucket.pass.id
  target_bucket = aws_s3_bucket.fail_access_logs.id
  target_prefix = "uploads/"
}
