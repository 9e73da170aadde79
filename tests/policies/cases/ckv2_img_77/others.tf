# Reading what is not clean is not denied, which is an option: others than the denial hold its readers.

module "quiet_none" {
  source  = "../uploader"
  bucket  = "quiet-none"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "quiet_none" {
  bucket = "quiet-none"
}

# A tag of the reader's own, and no scanner's.

module "quiet_own_tag" {
  source  = "../uploader"
  bucket  = "quiet-own-tag"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "quiet_own_tag" {
  bucket = "quiet-own-tag"
}

resource "aws_s3_bucket_policy" "quiet_own_tag" {
  bucket = aws_s3_bucket.quiet_own_tag.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::quiet-own-tag/uploads/*"
      Condition = { StringEquals = { "s3:ExistingObjectTag/confidential" = "yes" } }
    }]
  })
}
