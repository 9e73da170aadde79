module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-two-policies", "fail-two-lifecycles", "fail-inline-cors", "fail-inline-acl", "fail-inline-versioning"])
  bucket   = each.key
}

resource "aws_s3_bucket_policy" "fail_two_policies_last" {
  bucket = aws_s3_bucket.fail_two_policies.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-two-policies/uploads/*"
    }]
  })
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_two_lifecycles_last" {
  bucket = aws_s3_bucket.fail_two_lifecycles.id

  rule {
    id     = "tidy-up"
    status = "Disabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket" "fail_inline_cors" {
  bucket = "fail-inline-cors"

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket" "fail_inline_acl" {
  bucket = "fail-inline-acl"
  acl    = "public-read"
}

resource "aws_s3_bucket" "fail_inline_versioning" {
  bucket = "fail-inline-versioning"

  versioning {
    enabled = false
  }
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
  acl    = "public-read"
}
