module "uploader" {
  source  = "../uploader"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "uploads" {
  bucket = "uploads"
}

resource "aws_guardduty_malware_protection_plan" "pass" {
  role = "arn:aws:iam::123456789012:role/pass"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "pass" {
  name = "pass"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass" {
  role = "pass"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"], Resource = "arn:aws:s3:::uploads/uploads/*" },
      { Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::uploads/malware-protection-resource-validation-object" },
      { Effect = "Allow", Action = ["s3:GetBucketNotification", "s3:ListBucket", "s3:PutBucketNotification"], Resource = "arn:aws:s3:::uploads" },
      { Effect = "Allow", Action = ["events:DescribeRule", "events:ListTargetsByRule"], Resource = "arn:aws:events:eu-central-1:123456789012:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*" },
      { Effect = "Allow", Action = ["events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"], Resource = "arn:aws:events:eu-central-1:123456789012:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*", Condition = { StringLike = { "events:ManagedBy" = "malware-protection-plan.guardduty.amazonaws.com" } } },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = "arn:aws:kms:eu-central-1:123456789012:key/k" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_unseen_role" {
  role = "arn:aws:iam::123456789012:role/somewhere"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}
