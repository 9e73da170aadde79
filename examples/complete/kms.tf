# One key for bucket, table, dead-letter queue, log groups, the secret and the alarm topic. Principals of this
# account use it by their IAM policies, as the functions and BucketAV's instances do; services need a word here.
#
# Every ARN is built from names. A reference to the distribution or to a topic would close a circle: the key is
# needed before the module's log groups, and the distribution after the module's bucket.

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
        Resource  = "*" # in a key's policy: this key
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
        # Findings that SNS cannot hand to the function go to the dead-letter queue, which is encrypted.
        Sid       = "FindingsTopicWritesDeadLetters"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:${var.region}:${local.account}:${var.bucketav_sns_findings_topic_name}" } }
      },
      {
        # Arrivals that EventBridge cannot hand to the function that tracks pending uploads go there too.
        Sid       = "PendingArrivalsWriteDeadLetters"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:events:${var.region}:${local.account}:rule/${local.bucket_name}-pending-arrival" } }
      },
      {
        # Verdicts go to a queue and a topic that are encrypted.
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
        # Which distribution may read which files is said in the bucket's policy, which the module writes.
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
