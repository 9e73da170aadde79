module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-aes", "pass-kms", "fail-nothing", "undecided-pass-dynamic", "undecided-fail-count"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_nothing" {
  bucket = "fail-nothing"
}

resource "aws_s3_bucket" "undecided_pass_dynamic" {
  bucket = "undecided-pass-dynamic"
}

resource "aws_s3_bucket" "undecided_fail_count" {
  bucket = "undecided-fail-count"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "dynamic" {
  bucket = aws_s3_bucket.undecided_pass_dynamic.id

  dynamic "rule" {
    for_each = ["aws:kms"]
    content {
      apply_server_side_encryption_by_default {
        sse_algorithm = rule.value
      }
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "count" {
  count  = anytrue([for letter in ["a"] : letter == "b"]) ? 1 : 0
  bucket = aws_s3_bucket.undecided_fail_count.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# Where the access logs of an uploads bucket go.
resource "aws_s3_bucket" "fail_access_logs" {
  bucket = "fail-access-logs"
}

resource "aws_s3_bucket_logging" "pass_aes" {
  bucket        = aws_s3_bucket.pass_aes.id
  target_bucket = aws_s3_bucket.fail_access_logs.id
  target_prefix = "uploads/"
}
