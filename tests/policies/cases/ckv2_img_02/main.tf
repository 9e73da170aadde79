module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-acls", "fail-policy", "fail-ignore", "fail-restrict", "fail-default", "undecided-pass"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_acls" {
  bucket = "fail-acls"
}

resource "aws_s3_bucket" "fail_policy" {
  bucket = "fail-policy"
}

resource "aws_s3_bucket" "fail_ignore" {
  bucket = "fail-ignore"
}

resource "aws_s3_bucket" "fail_restrict" {
  bucket = "fail-restrict"
}

resource "aws_s3_bucket" "fail_default" {
  bucket = "fail-default"
}

resource "aws_s3_bucket" "undecided_pass" {
  bucket = "undecided-pass"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_public_access_block" "pass" {
  bucket                  = aws_s3_bucket.pass.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "fail_acls" {
  bucket                  = aws_s3_bucket.fail_acls.bucket
  block_public_acls       = false
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "fail_policy" {
  bucket                  = aws_s3_bucket.fail_policy.bucket
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "fail_ignore" {
  bucket                  = aws_s3_bucket.fail_ignore.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = false
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "fail_restrict" {
  bucket                  = aws_s3_bucket.fail_restrict.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = false
}


# What is left out is off.
resource "aws_s3_bucket_public_access_block" "fail_default" {
  bucket              = aws_s3_bucket.fail_default.id
  block_public_acls   = true
  block_public_policy = true
}

resource "aws_s3_bucket_public_access_block" "undecided_pass" {
  bucket                  = aws_s3_bucket.undecided_pass.id
  block_public_acls       = alltrue([for letter in ["a"] : letter == "a"])
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
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
