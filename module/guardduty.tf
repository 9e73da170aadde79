# Step 3 of the flow with GuardDuty Malware Protection for S3: AWS scans and tags each upload, and sends the result to
# EventBridge. Other parts of GuardDuty need not be enabled.

locals {
  # The rule that GuardDuty creates: it sends events of new objects to GuardDuty.
  guardduty_managed_rules = "arn:${local.partition}:events:${var.region}:${local.account}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"
}

resource "aws_guardduty_malware_protection_plan" "this" {
  count = local.makes_scan_plan ? 1 : 0

  role = local.role_arns.guardduty
  tags = var.tags

  protected_resource {
    s3_bucket {
      bucket_name     = aws_s3_bucket.this.bucket
      object_prefixes = [local.uploads_prefix]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }

  # Both this plan and the notification resource turn on EventBridge for the bucket, so one is created after the other.
  depends_on = [aws_iam_role_policy.guardduty, aws_s3_bucket_notification.this]
}

resource "aws_iam_role" "guardduty" {
  count = local.makes_scan_plan ? 1 : 0

  name                 = local.names.guardduty_role
  description          = "GuardDuty scans and tags uploads to ${local.bucket_name}/${local.uploads_prefix}"
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "GuardDutyAssumes"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "malware-protection-plan.guardduty.amazonaws.com" }
    }]
  })
}

# The rights that AWS documents for this role, with objects limited to uploads/.
resource "aws_iam_role_policy" "guardduty" {
  count = local.makes_scan_plan ? 1 : 0

  name = "guardduty"
  role = aws_iam_role.guardduty[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "ScanAndTagUploads"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
          Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
        },
        {
          # GuardDuty writes one object to check that it can access the bucket.
          Sid      = "WriteValidationObject"
          Effect   = "Allow"
          Action   = "s3:PutObject"
          Resource = "${local.bucket_arn}/malware-protection-resource-validation-object"
        },
        {
          Sid      = "SendEventsOfBucket"
          Effect   = "Allow"
          Action   = ["s3:GetBucketNotification", "s3:ListBucket", "s3:PutBucketNotification"]
          Resource = local.bucket_arn
        },
        {
          Sid       = "WriteManagedRule"
          Effect    = "Allow"
          Action    = ["events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"]
          Resource  = local.guardduty_managed_rules
          Condition = { StringLike = { "events:ManagedBy" = "malware-protection-plan.guardduty.amazonaws.com" } }
        },
        {
          Sid      = "ReadManagedRule"
          Effect   = "Allow"
          Action   = ["events:DescribeRule", "events:ListTargetsByRule"]
          Resource = local.guardduty_managed_rules
        },
      ],
      [for statement in [{
        Sid       = "UseKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = local.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.${local.dns_suffix}" } }
      }] : statement if var.kms_key != null],
    )
  })
}

# --- Scan results -----------------------------------------------------------------------------------

resource "aws_cloudwatch_event_rule" "scan_result" {
  count = local.has_guardduty ? 1 : 0

  name        = local.names.scan_result_rule
  description = "Results of GuardDuty for ${local.bucket_name}/${local.uploads_prefix}"
  tags        = var.tags

  # The bus carries the results for every bucket. The rule matches only those of this bucket.
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = [local.account]
    detail = {
      s3ObjectDetails = {
        bucketName = [local.bucket_name]
        objectKey  = [{ prefix = local.uploads_prefix }]
      }
    }
  })
}

resource "aws_lambda_permission" "scan_result" {
  count = local.has_guardduty ? 1 : 0

  statement_id  = "AllowScanResultRule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.process_uploaded_file.function_name
  principal     = "events.amazonaws.com"
  source_arn    = local.rule_arns.scan_result
}

resource "aws_cloudwatch_event_target" "scan_result" {
  count = local.has_guardduty ? 1 : 0

  rule      = aws_cloudwatch_event_rule.scan_result[0].name
  target_id = "process-uploaded-file"
  arn       = local.function_arns.process_uploaded_file

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = local.dlq_arn
  }

  depends_on = [aws_lambda_function.process_uploaded_file, aws_lambda_permission.scan_result, aws_sqs_queue_policy.processing_dlq]
}

# --- Its failures -----------------------------------------------------------------------------------

# EventBridge counts the events that a rule matches, and an alarm watches the count. So the rules have no target.
locals {
  guardduty_failures = { for failure, values in {
    scan = {
      description = "Scans by GuardDuty that failed in ${local.bucket_name}/${local.uploads_prefix}"
      detail_type = ["GuardDuty Malware Protection Object Scan Result"]
      detail = {
        s3ObjectDetails   = { bucketName = [local.bucket_name], objectKey = [{ prefix = local.uploads_prefix }] }
        scanResultDetails = { scanResultStatus = ["ACCESS_DENIED", "FAILED"] }
      }
    }
    tag = {
      description = "Tags that GuardDuty could not write in ${local.bucket_name}/${local.uploads_prefix}"
      detail_type = ["GuardDuty Malware Protection Post Scan Action Failed"]
      detail      = { s3ObjectDetails = { bucketName = [local.bucket_name], objectKey = [{ prefix = local.uploads_prefix }] } }
    }
    plan = {
      description = "Warnings and errors of the protection plan of ${local.bucket_name}"
      # AWS's documents write the status "Warning" in two ways, so the match ignores case.
      detail_type = [for status in ["Warning", "Error"] : { equals-ignore-case = "GuardDuty Malware Protection Resource Status ${status}" }]
      detail      = { s3BucketDetails = { bucketName = [local.bucket_name] } }
    }
  } : failure => values if local.has_guardduty }
}

resource "aws_cloudwatch_event_rule" "guardduty_failure" {
  for_each = local.guardduty_failures

  name        = local.names["guardduty_${each.key}_rule"]
  description = each.value.description
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = each.value.detail_type
    account     = [local.account]
    detail      = each.value.detail
  })
}
