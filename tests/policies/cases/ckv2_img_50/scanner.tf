module "scanned" {
  source  = "../uploader"
  scanner = "guardduty"
}

resource "aws_guardduty_malware_protection_plan" "pass_scanner" {
  role = aws_iam_role.pass_scanner.arn

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "pass_scanner" {
  name = "pass-scanner"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_s3_bucket" "uploads" {
  bucket = "uploads"
}
