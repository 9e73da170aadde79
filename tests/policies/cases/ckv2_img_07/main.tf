module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-seconds-for-milliseconds", "fail-a-week", "fail-elsewhere"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_seconds_for_milliseconds" {
  bucket = "fail-seconds-for-milliseconds"
}

resource "aws_s3_bucket" "fail_a_week" {
  bucket = "fail-a-week"
}

resource "aws_s3_bucket" "fail_elsewhere" {
  bucket = "fail-elsewhere"
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
      Condition = { NumericGreaterThan = { "s3:signatureAge" = "300000" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_seconds_for_milliseconds" {
  bucket = aws_s3_bucket.fail_seconds_for_milliseconds.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-seconds-for-milliseconds/uploads/*"
      Condition = { NumericLessThan = { "s3:signatureAge" = "300" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_a_week" {
  bucket = aws_s3_bucket.fail_a_week.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::fail-a-week/uploads/*"
      Condition = { NumericGreaterThan = { "s3:signatureAge" = "604800000" } }
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
      Resource  = "arn:aws:s3:::fail-elsewhere/other/*"
      Condition = { NumericGreaterThan = { "s3:signatureAge" = "300000" } }
    }]
  })
}

