module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-suspended", "fail-disabled"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_suspended" {
  bucket = "fail-suspended"
}

resource "aws_s3_bucket" "fail_disabled" {
  bucket = "fail-disabled"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_versioning" "pass" {
  bucket = aws_s3_bucket.pass.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "fail_suspended" {
  bucket = aws_s3_bucket.fail_suspended.id

  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_s3_bucket_versioning" "fail_disabled" {
  bucket = aws_s3_bucket.fail_disabled.id

  versioning_configuration {
    status = "Disabled"
  }
}

