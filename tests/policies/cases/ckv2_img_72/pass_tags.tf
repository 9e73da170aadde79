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
