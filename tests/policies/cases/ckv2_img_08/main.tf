module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-organization", "fail-mixed", "fail-everyone-for-a-source", "pass-nobody", "pass-named", "pass-service", "fail-everyone", "fail-everyone-by-type", "fail-service", "fail-weak-condition", "fail-all-actions", "fail-all-but", "pass-account-below-a-prefix", "fail-account-everything", "fail-account-policy", "fail-account-wildcard", "fail-any-principal", "fail-account-by-condition", "fail-two-halves", "pass-network", "fail-origin-access-identity", "fail-canonical-user", "fail-one-source-of-two", "fail-access-point"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_nobody" {
  bucket = "pass-nobody"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
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
