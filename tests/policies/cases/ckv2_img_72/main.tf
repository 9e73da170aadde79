module "pass_tags" {
  source  = "../uploader"
  bucket  = "pass-tags"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass_tags" {
  bucket = "pass-tags"
}

resource "aws_s3_bucket_policy" "pass_tags" {
  bucket = aws_s3_bucket.pass_tags.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::pass-tags/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "pass_all_of_the_bucket" {
  source  = "../uploader"
  bucket  = "pass-all-of-the-bucket"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass_all_of_the_bucket" {
  bucket = "pass-all-of-the-bucket"
}

resource "aws_s3_bucket_policy" "pass_all_of_the_bucket" {
  bucket = aws_s3_bucket.pass_all_of_the_bucket.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::pass-all-of-the-bucket/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "pass_bucketav" {
  source  = "../uploader"
  bucket  = "pass-bucketav"
  scanner = "bucketav"
}

resource "aws_s3_bucket" "pass_bucketav" {
  bucket = "pass-bucketav"
}

module "pass_plan" {
  source  = "../uploader"
  bucket  = "pass-plan"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass_plan" {
  bucket = "pass-plan"
}

resource "aws_s3_bucket_policy" "pass_plan" {
  bucket = aws_s3_bucket.pass_plan.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::pass-plan/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

resource "aws_guardduty_malware_protection_plan" "pass_plan" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name = "pass-plan"
    }
  }
}

module "fail_another_than_the_plans" {
  source  = "../uploader"
  bucket  = "fail-another-than-the-plans"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_another_than_the_plans" {
  bucket = "fail-another-than-the-plans"
}

resource "aws_s3_bucket_policy" "fail_another_than_the_plans" {
  bucket = aws_s3_bucket.fail_another_than_the_plans.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-another-than-the-plans/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/other" } }
    }]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_another_than_the_plans" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name = "fail-another-than-the-plans"
    }
  }
}

module "fail_none" {
  source  = "../uploader"
  bucket  = "fail-none"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_none" {
  bucket = "fail-none"
}

module "fail_versions" {
  source  = "../uploader"
  bucket  = "fail-versions"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_versions" {
  bucket = "fail-versions"
}

resource "aws_s3_bucket_policy" "fail_versions" {
  bucket = aws_s3_bucket.fail_versions.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:PutObjectTagging"]
      Resource  = "arn:aws:s3:::fail-versions/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "fail_removal" {
  source  = "../uploader"
  bucket  = "fail-removal"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_removal" {
  bucket = "fail-removal"
}

resource "aws_s3_bucket_policy" "fail_removal" {
  bucket = aws_s3_bucket.fail_removal.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-removal/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "fail_two_roles" {
  source  = "../uploader"
  bucket  = "fail-two-roles"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_two_roles" {
  bucket = "fail-two-roles"
}

resource "aws_s3_bucket_policy" "fail_two_roles" {
  bucket = aws_s3_bucket.fail_two_roles.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-two-roles/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = ["arn:aws:iam::123456789012:role/guardduty", "arn:aws:iam::123456789012:role/other"] } }
    }]
  })
}

module "fail_thumbnails" {
  source  = "../uploader"
  bucket  = "fail-thumbnails"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_thumbnails" {
  bucket = "fail-thumbnails"
}

resource "aws_s3_bucket_policy" "fail_thumbnails" {
  bucket = aws_s3_bucket.fail_thumbnails.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-thumbnails/thumbnails/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "fail_not_those" {
  source  = "../uploader"
  bucket  = "fail-not-those"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_not_those" {
  bucket = "fail-not-those"
}

resource "aws_s3_bucket_policy" "fail_not_those" {
  bucket = aws_s3_bucket.fail_not_those.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-not-those/uploads/*"
      Condition = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" } }
    }]
  })
}

module "fail_sometimes" {
  source  = "../uploader"
  bucket  = "fail-sometimes"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_sometimes" {
  bucket = "fail-sometimes"
}

resource "aws_s3_bucket_policy" "fail_sometimes" {
  bucket = aws_s3_bucket.fail_sometimes.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-sometimes/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/guardduty" }, Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

module "fail_any_role" {
  source  = "../uploader"
  bucket  = "fail-any-role"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_any_role" {
  bucket = "fail-any-role"
}

resource "aws_s3_bucket_policy" "fail_any_role" {
  bucket = aws_s3_bucket.fail_any_role.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
      Resource  = "arn:aws:s3:::fail-any-role/uploads/*"
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/*" } }
    }]
  })
}
