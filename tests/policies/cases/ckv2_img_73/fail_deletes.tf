resource "aws_guardduty_malware_protection_plan" "fail_deletes" {
  role = "arn:aws:iam::123456789012:role/fail-deletes"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_deletes" {
  name = "fail-deletes"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_deletes" {
  role = "fail-deletes"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:DeleteObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}
