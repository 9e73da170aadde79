module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-multipart", "fail-without", "fail-reversed", "fail-elsewhere", "fail-narrowed", "fail-parts"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "pass_multipart" {
  bucket = "pass-multipart"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_reversed" {
  bucket = "fail-reversed"
}

resource "aws_s3_bucket" "fail_elsewhere" {
  bucket = "fail-elsewhere"
}

resource "aws_s3_bucket" "fail_narrowed" {
  bucket = "fail-narrowed"
}

resource "aws_s3_bucket" "fail_parts" {
  bucket = "fail-parts"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_policy" "pass" {
  bucket = aws_s3_bucket.pass.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::pass/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "true" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "pass_multipart" {
  bucket = aws_s3_bucket.pass_multipart.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::pass-multipart/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "true" }, Bool = { "s3:ObjectCreationOperation" = "true" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_reversed" {
  bucket = aws_s3_bucket.fail_reversed.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-reversed/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_elsewhere" {
  bucket = aws_s3_bucket.fail_elsewhere.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-elsewhere/thumbnails/*"
      Condition = { Null = { "s3:if-none-match" = "true" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_narrowed" {
  bucket = aws_s3_bucket.fail_narrowed.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-narrowed/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "true" }, IpAddress = { "aws:SourceIp" = "10.0.0.0/8" } }
    }]
  })
}

# It holds for the parts of a multipart upload, and for nothing else.
resource "aws_s3_bucket_policy" "fail_parts" {
  bucket = aws_s3_bucket.fail_parts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-parts/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "true" }, Bool = { "s3:ObjectCreationOperation" = "false" } }
    }]
  })
}

