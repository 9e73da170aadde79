module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-organization", "fail-mixed", "fail-everyone-for-a-source", "pass-nobody", "pass-named", "pass-service", "fail-everyone", "fail-everyone-by-type", "fail-service", "fail-weak-condition", "fail-all-actions", "fail-all-but", "pass-account-below-a-prefix", "fail-account-everything", "fail-account-policy", "fail-account-wildcard", "fail-any-principal", "fail-account-by-condition", "fail-two-halves", "pass-network", "fail-origin-access-identity", "fail-canonical-user", "fail-one-source-of-two", "fail-access-point"])
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

resource "aws_s3_bucket" "pass_account_below_a_prefix" {
  bucket = "pass-account-below-a-prefix"
}

resource "aws_s3_bucket_policy" "pass_account_below_a_prefix" {
  bucket = aws_s3_bucket.pass_account_below_a_prefix.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-account-below-a-prefix/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_account_everything" {
  bucket = "fail-account-everything"
}

resource "aws_s3_bucket_policy" "fail_account_everything" {
  bucket = aws_s3_bucket.fail_account_everything.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Resource  = "arn:aws:s3:::fail-account-everything/*"
      Action    = "s3:GetObject"
    }]
  })
}

resource "aws_s3_bucket" "fail_account_policy" {
  bucket = "fail-account-policy"
}

resource "aws_s3_bucket_policy" "fail_account_policy" {
  bucket = aws_s3_bucket.fail_account_policy.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]
      Resource  = "arn:aws:s3:::fail-account-policy"
    }]
  })
}

resource "aws_s3_bucket" "fail_account_wildcard" {
  bucket = "fail-account-wildcard"
}

resource "aws_s3_bucket_policy" "fail_account_wildcard" {
  bucket = aws_s3_bucket.fail_account_wildcard.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "s3:*Object*"
      Resource  = "arn:aws:s3:::fail-account-wildcard/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_any_principal" {
  bucket = "fail-any-principal"
}

resource "aws_s3_bucket_policy" "fail_any_principal" {
  bucket = aws_s3_bucket.fail_any_principal.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:*" } }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-any-principal/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_account_by_condition" {
  bucket = "fail-account-by-condition"
}

resource "aws_s3_bucket_policy" "fail_account_by_condition" {
  bucket = aws_s3_bucket.fail_account_by_condition.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:PutObject"
      Condition = { StringEquals = { "aws:PrincipalAccount" = "210987654321" } }
      Resource  = "arn:aws:s3:::fail-account-by-condition/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_two_halves" {
  bucket = "fail-two-halves"
}

resource "aws_s3_bucket_policy" "fail_two_halves" {
  bucket = aws_s3_bucket.fail_two_halves.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Condition = { IpAddress = { "aws:SourceIp" = ["0.0.0.0/1", "128.0.0.0/1"] } }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-two-halves/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "pass_network" {
  bucket = "pass-network"
}

resource "aws_s3_bucket_policy" "pass_network" {
  bucket = aws_s3_bucket.pass_network.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Condition = { IpAddress = { "aws:SourceIp" = ["198.51.100.0/24"] } }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-network/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_origin_access_identity" {
  bucket = "fail-origin-access-identity"
}

resource "aws_s3_bucket_policy" "fail_origin_access_identity" {
  bucket = aws_s3_bucket.fail_origin_access_identity.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-origin-access-identity/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_canonical_user" {
  bucket = "fail-canonical-user"
}

resource "aws_s3_bucket_policy" "fail_canonical_user" {
  bucket = aws_s3_bucket.fail_canonical_user.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { CanonicalUser = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-canonical-user/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_one_source_of_two" {
  bucket = "fail-one-source-of-two"
}

resource "aws_s3_bucket_policy" "fail_one_source_of_two" {
  bucket = aws_s3_bucket.fail_one_source_of_two.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Condition = { ArnLike = { "aws:SourceArn" = ["arn:aws:cloudfront::123456789012:distribution/E1", "arn:aws:cloudfront::*:distribution/*"] } }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-one-source-of-two/uploads/*"
    }]
  })
}

resource "aws_s3_bucket" "fail_access_point" {
  bucket = "fail-access-point"
}

resource "aws_s3_access_point" "fail" {
  name   = "fail"
  bucket = aws_s3_bucket.fail_access_point.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:eu-central-1:123456789012:accesspoint/fail/object/*"
    }]
  })
}
