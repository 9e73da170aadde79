module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-two-rules", "fail-without", "fail-disabled", "fail-prefix", "fail-no-versions", "fail-no-parts", "fail-century", "fail-expires", "fail-keeps-some"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_two_rules" {
  bucket = "pass-two-rules"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_lifecycle_configuration" "pass_two_rules" {
  bucket = aws_s3_bucket.pass_two_rules.id

  rule {
    id     = "versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }


  }

  rule {
    id     = "parts"
    status = "Enabled"

    filter {}



    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
