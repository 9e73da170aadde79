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

resource "aws_guardduty_malware_protection_plan" "fail_thumbnails" {
  role = "arn:aws:iam::123456789012:role/fail_thumbnails"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_thumbnails" {
  name = "fail_thumbnails"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_thumbnails" {
  role = "fail_thumbnails"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"], Resource = "arn:aws:s3:::uploads/thumbnails/*" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_deletes" {
  role = "arn:aws:iam::123456789012:role/fail_deletes"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_deletes" {
  name = "fail_deletes"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_deletes" {
  role = "fail_deletes"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:DeleteObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_writes" {
  role = "arn:aws:iam::123456789012:role/fail_writes"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_writes" {
  name = "fail_writes"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_writes" {
  role = "fail_writes"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_another_bucket" {
  role = "arn:aws:iam::123456789012:role/fail_another_bucket"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_another_bucket" {
  name = "fail_another_bucket"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_another_bucket" {
  role = "fail_another_bucket"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucket", Resource = "arn:aws:s3:::other" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_any_rule" {
  role = "arn:aws:iam::123456789012:role/fail_any_rule"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_any_rule" {
  name = "fail_any_rule"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_any_rule" {
  role = "fail_any_rule"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "events:DescribeRule", Resource = "arn:aws:events:eu-central-1:123456789012:rule/mine" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_rules_of_others" {
  role = "arn:aws:iam::123456789012:role/fail_rules_of_others"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_rules_of_others" {
  name = "fail_rules_of_others"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_rules_of_others" {
  role = "fail_rules_of_others"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "events:PutRule", Resource = "arn:aws:events:eu-central-1:123456789012:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*" },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_rules_managed_by_another" {
  role = "arn:aws:iam::123456789012:role/fail_rules_managed_by_another"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_rules_managed_by_another" {
  name = "fail_rules_managed_by_another"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_rules_managed_by_another" {
  role = "fail_rules_managed_by_another"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "events:PutRule", Resource = "arn:aws:events:eu-central-1:123456789012:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*", Condition = { StringLike = { "events:ManagedBy" = "*" } } },
    ]
  })
}

resource "aws_guardduty_malware_protection_plan" "fail_table" {
  role = "arn:aws:iam::123456789012:role/fail_table"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }
}

resource "aws_iam_role" "fail_table" {
  name = "fail_table"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_table" {
  role = "fail_table"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/t" },
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
