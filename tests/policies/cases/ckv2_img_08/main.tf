module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-organization", "fail-mixed", "fail-everyone-for-a-source", "pass-nobody", "pass-named", "pass-service", "fail-everyone", "fail-everyone-by-type", "fail-service", "fail-weak-condition", "fail-all-actions", "fail-all-but"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_nobody" {
  bucket = "pass-nobody"
}

resource "aws_s3_bucket" "pass_named" {
  bucket = "pass-named"
}

resource "aws_s3_bucket" "pass_service" {
  bucket = "pass-service"
}

resource "aws_s3_bucket" "fail_everyone" {
  bucket = "fail-everyone"
}

resource "aws_s3_bucket" "fail_everyone_by_type" {
  bucket = "fail-everyone-by-type"
}

resource "aws_s3_bucket" "fail_service" {
  bucket = "fail-service"
}

resource "aws_s3_bucket" "fail_weak_condition" {
  bucket = "fail-weak-condition"
}

resource "aws_s3_bucket" "fail_all_actions" {
  bucket = "fail-all-actions"
}

resource "aws_s3_bucket" "fail_all_but" {
  bucket = "fail-all-but"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_policy" "pass_named" {
  bucket = aws_s3_bucket.pass_named.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-named/uploads/*"

    }]
  })
}

resource "aws_s3_bucket_policy" "pass_service" {
  bucket = aws_s3_bucket.pass_service.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-service/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_everyone" {
  bucket = aws_s3_bucket.fail_everyone.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-everyone/uploads/*"

    }]
  })
}

resource "aws_s3_bucket_policy" "fail_everyone_by_type" {
  bucket = aws_s3_bucket.fail_everyone_by_type.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-everyone-by-type/uploads/*"

    }]
  })
}

resource "aws_s3_bucket_policy" "fail_service" {
  bucket = aws_s3_bucket.fail_service.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-service/uploads/*"

    }]
  })
}

resource "aws_s3_bucket_policy" "fail_weak_condition" {
  bucket = aws_s3_bucket.fail_weak_condition.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-weak-condition/uploads/*"
      Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_all_actions" {
  bucket = aws_s3_bucket.fail_all_actions.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::fail-all-actions/uploads/*"

    }]
  })
}

resource "aws_s3_bucket_policy" "fail_all_but" {
  bucket = aws_s3_bucket.fail_all_but.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::123456789012:role/somebody" }
      Action       = "s3:GetObject"
      Resource     = "arn:aws:s3:::fail-all-but/uploads/*"
    }]
  })
}


resource "aws_s3_bucket" "fail_everyone_for_a_source" {
  bucket = "fail-everyone-for-a-source"
}

resource "aws_s3_bucket_policy" "fail_everyone_for_a_source" {
  bucket = aws_s3_bucket.fail_everyone_for_a_source.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-everyone-for-a-source/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket" "fail_mixed" {
  bucket = "fail-mixed"
}

resource "aws_s3_bucket_policy" "fail_mixed" {
  bucket = aws_s3_bucket.fail_mixed.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com", AWS = "arn:aws:iam::210987654321:root" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-mixed/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
  })
}

resource "aws_s3_bucket" "pass_organization" {
  bucket = "pass-organization"
}

resource "aws_s3_bucket_policy" "pass_organization" {
  bucket = aws_s3_bucket.pass_organization.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-organization/uploads/*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }
    }]
  })
}

