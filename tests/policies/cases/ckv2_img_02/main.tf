module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-acls", "fail-policy", "fail-ignore", "fail-restrict", "fail-default", "undecided-pass"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
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
