module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-clean", "pass-thumbnails", "pass-unread", "fail-unscanned", "fail-tag-if-exists", "fail-infected", "fail-any-distribution", "fail-whole-bucket", "fail-writes", "fail-identity", "fail-account"])
  bucket   = each.key
  scanner  = "bucketav"
}

resource "aws_s3_bucket" "pass_clean" {
  bucket = "pass-clean"
}

resource "aws_s3_bucket" "pass_thumbnails" {
  bucket = "pass-thumbnails"
}

resource "aws_s3_bucket" "pass_unread" {
  bucket = "pass-unread"
}

resource "aws_s3_bucket" "fail_unscanned" {
  bucket = "fail-unscanned"
}

resource "aws_s3_bucket" "fail_tag_if_exists" {
  bucket = "fail-tag-if-exists"
}

resource "aws_s3_bucket" "fail_infected" {
  bucket = "fail-infected"
}

resource "aws_s3_bucket" "fail_any_distribution" {
  bucket = "fail-any-distribution"
}

resource "aws_s3_bucket" "fail_whole_bucket" {
  bucket = "fail-whole-bucket"
}

resource "aws_s3_bucket" "fail_writes" {
  bucket = "fail-writes"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_policy" "pass_clean" {
  bucket = aws_s3_bucket.pass_clean.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-clean/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "pass_thumbnails" {
  bucket = aws_s3_bucket.pass_thumbnails.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-thumbnails/thumbnails/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_unscanned" {
  bucket = aws_s3_bucket.fail_unscanned.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-unscanned/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_tag_if_exists" {
  bucket = aws_s3_bucket.fail_tag_if_exists.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-tag-if-exists/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEqualsIfExists = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_infected" {
  bucket = aws_s3_bucket.fail_infected.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-infected/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = ["clean", "infected"] } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_any_distribution" {
  bucket = aws_s3_bucket.fail_any_distribution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-any-distribution/uploads/*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/*" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_whole_bucket" {
  bucket = aws_s3_bucket.fail_whole_bucket.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-whole-bucket/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_writes" {
  bucket = aws_s3_bucket.fail_writes.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "arn:aws:s3:::fail-writes/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}


# Without BucketAV nothing is tagged.
module "trusting" {
  source = "../uploader"
  bucket = "pass-trusted"
}

resource "aws_s3_bucket" "pass_trusted" {
  bucket = "pass-trusted"
}

resource "aws_s3_bucket_policy" "pass_trusted" {
  bucket = aws_s3_bucket.pass_trusted.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-trusted/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket" "fail_identity" {
  bucket = "fail-identity"
}

resource "aws_s3_bucket_policy" "fail_identity" {
  bucket = aws_s3_bucket.fail_identity.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" }
      Condition = { StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-identity/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_account" {
  bucket = "fail-account"
}

resource "aws_s3_bucket_policy" "fail_account" {
  bucket = aws_s3_bucket.fail_account.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Resource  = "arn:aws:s3:::fail-account/thumbnails/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::210987654321:distribution/E1" } }
      Action    = "s3:GetObject"
    }]
  })
}
