module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-access-point", "pass-replica", "fail-access-point", "fail-website", "fail-replica"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "pass_access_point" {
  bucket = "pass-access-point"
}

resource "aws_s3_bucket" "fail_access_point" {
  bucket = "fail-access-point"
}

resource "aws_s3_bucket" "fail_website" {
  bucket = "fail-website"
}

resource "aws_s3_access_point" "pass" {
  name   = "pass"
  bucket = aws_s3_bucket.pass_access_point.id
}

resource "aws_s3_access_point" "fail" {
  name   = "fail"
  bucket = aws_s3_bucket.fail_access_point.id

  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = false
    ignore_public_acls      = true
    restrict_public_buckets = true
  }
}

resource "aws_s3_bucket_website_configuration" "fail" {
  bucket = aws_s3_bucket.fail_website.id

  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket" "replica" {
  bucket = "replica"
}
