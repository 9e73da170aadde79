module "pass" {
  source  = "../uploader"
  bucket  = "pass"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket_policy" "pass" {
  bucket = aws_s3_bucket.pass.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:GetObject", "s3:GetObjectVersion"]
      Resource  = "arn:aws:s3:::pass/uploads/*"
      Condition = {
        ArnNotEquals    = { "aws:PrincipalArn" = ["arn:aws:iam::123456789012:role/guardduty", "arn:aws:iam::123456789012:role/uploader"] }
        StringNotEquals = { "s3:ExistingObjectTag/GuardDutyMalwareScanStatus" = "NO_THREATS_FOUND" }
      }
    }]
  })
}

resource "aws_guardduty_malware_protection_plan" "pass" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name = "pass"
    }
  }
}
