resource "aws_guardduty_malware_protection_plan" "pass" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["uploads/"]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}
