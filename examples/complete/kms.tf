# One key for bucket, table, dead-letter queue, log groups, the secret and the alarm topic. Principals of this account,
# such as the functions and BucketAV's instances, use it by their IAM policies. AWS services need a statement here.
#
# Every ARN is built from names. A reference to the distribution or to a topic would be a cycle: the module's log groups
# need the key, and the distribution needs the module's bucket.

resource "aws_kms_key" "uploads" {
  description             = "Image uploads of ${local.bucket_name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*" # in a key policy, `*` means this key
      },
      {
        Sid       = "CloudWatchLogsEncryptsLogGroups"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${local.account}:log-group:*" } }
      },
      {
        # SNS sends findings that it cannot deliver to the encrypted dead-letter queue.
        Sid       = "FindingsTopicWritesDeadLetters"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:${var.region}:${local.account}:${var.bucketav_sns_findings_topic_name}" } }
      },
      {
        # EventBridge sends arrivals that it cannot deliver to the same queue. With GuardDuty as the scanner, the rule
        # BUCKET-scan-result sends its results there too: allow its ARN as well.
        Sid       = "PendingArrivalsWriteDeadLetters"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:events:${var.region}:${local.account}:rule/${local.bucket_name}-pending-arrival" } }
      },
      {
        # EventBridge sends verdicts to an encrypted queue and an encrypted topic.
        Sid       = "UploadEventsAreDelivered"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = values(local.event_rule_arns) } }
      },
      {
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:${var.region}:${local.account}:alarm:${local.bucket_name}-*" }
          StringEquals = { "aws:SourceAccount" = local.account }
        }
      },
      {
        # The bucket's policy, which the module creates, decides which distribution may read which files.
        Sid       = "CloudFrontReadsFiles"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:cloudfront::${local.account}:distribution/*" } }
      },
    ]
  })
}

resource "aws_kms_alias" "uploads" {
  name          = "alias/${local.bucket_name}"
  target_key_id = aws_kms_key.uploads.key_id
}
