module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-stricter", "fail-without", "fail-old", "fail-reversed"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "pass_stricter" {
  bucket = "pass-stricter"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_old" {
  bucket = "fail-old"
}

resource "aws_s3_bucket" "fail_reversed" {
  bucket = "fail-reversed"
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
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::pass", "arn:aws:s3:::pass/*"]
      Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "pass_stricter" {
  bucket = aws_s3_bucket.pass_stricter.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::pass-stricter", "arn:aws:s3:::pass-stricter/*"]
      Condition = { NumericLessThan = { "s3:TlsVersion" = "1.3" } }
    }]
  })
}

# Plain HTTP is not all.
resource "aws_s3_bucket_policy" "fail_without" {
  bucket = aws_s3_bucket.fail_without.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-without", "arn:aws:s3:::fail-without/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_old" {
  bucket = aws_s3_bucket.fail_old.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-old", "arn:aws:s3:::fail-old/*"]
      Condition = { NumericLessThan = { "s3:TlsVersion" = "1.1" } }
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
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-reversed", "arn:aws:s3:::fail-reversed/*"]
      Condition = { NumericGreaterThan = { "s3:TlsVersion" = "1.2" } }
    }]
  })
}

