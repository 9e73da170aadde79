module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-allow", "fail-one-principal", "fail-reads-only", "fail-objects-only", "fail-narrowed", "fail-true", "fail-other-bucket", "unknown", "fail-services", "fail-federated", "pass-everyone-by-type"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_allow" {
  bucket = "fail-allow"
}

resource "aws_s3_bucket" "fail_one_principal" {
  bucket = "fail-one-principal"
}

resource "aws_s3_bucket" "fail_reads_only" {
  bucket = "fail-reads-only"
}

resource "aws_s3_bucket" "fail_objects_only" {
  bucket = "fail-objects-only"
}

resource "aws_s3_bucket" "fail_narrowed" {
  bucket = "fail-narrowed"
}

resource "aws_s3_bucket" "fail_true" {
  bucket = "fail-true"
}

resource "aws_s3_bucket" "fail_other_bucket" {
  bucket = "fail-other-bucket"
}

resource "aws_s3_bucket" "unknown" {
  bucket = "unknown"
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
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_allow" {
  bucket = aws_s3_bucket.fail_allow.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-allow", "arn:aws:s3:::fail-allow/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_one_principal" {
  bucket = aws_s3_bucket.fail_one_principal.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-one-principal", "arn:aws:s3:::fail-one-principal/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_reads_only" {
  bucket = aws_s3_bucket.fail_reads_only.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = ["arn:aws:s3:::fail-reads-only", "arn:aws:s3:::fail-reads-only/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_objects_only" {
  bucket = aws_s3_bucket.fail_objects_only.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::fail-objects-only/*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
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
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-narrowed", "arn:aws:s3:::fail-narrowed/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" }, StringEquals = { "aws:SourceVpc" = "vpc-1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_true" {
  bucket = aws_s3_bucket.fail_true.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-true", "arn:aws:s3:::fail-true/*"]
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "fail_other_bucket" {
  bucket = aws_s3_bucket.fail_other_bucket.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::another", "arn:aws:s3:::another/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# The ARN is told by the apply alone: so is the whole document.
resource "aws_s3_bucket_policy" "unknown" {
  bucket = aws_s3_bucket.unknown.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.unknown.arn, "${aws_s3_bucket.unknown.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket" "fail_services" {
  bucket = "fail-services"
}

resource "aws_s3_bucket_policy" "fail_services" {
  bucket = aws_s3_bucket.fail_services.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { Service = "*" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-services", "arn:aws:s3:::fail-services/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket" "fail_federated" {
  bucket = "fail-federated"
}

resource "aws_s3_bucket_policy" "fail_federated" {
  bucket = aws_s3_bucket.fail_federated.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { Federated = "*" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::fail-federated", "arn:aws:s3:::fail-federated/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket" "pass_everyone_by_type" {
  bucket = "pass-everyone-by-type"
}

resource "aws_s3_bucket_policy" "pass_everyone_by_type" {
  bucket = aws_s3_bucket.pass_everyone_by_type.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::pass-everyone-by-type", "arn:aws:s3:::pass-everyone-by-type/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
