# Step 3 of the flow: the trigger of the processing function. With BucketAV it is a finding on the SNS topic, with
# GuardDuty a result on EventBridge (guardduty.tf), without a scanner the bucket's notification. A bucket can have only
# one notification resource, so all modes share it.

resource "aws_s3_bucket_notification" "this" {
  count = local.connects_bucket || local.bucket_events.sent_by_us ? 1 : 0

  bucket      = aws_s3_bucket.this.bucket
  eventbridge = local.bucket_events.sent_by_us

  dynamic "lambda_function" {
    for_each = local.scanner.upload_calls_processing ? [true] : []
    content {
      id                  = "process-uploaded-file"
      lambda_function_arn = local.function_arns.process_uploaded_file
      events              = ["s3:ObjectCreated:*"]
      filter_prefix       = local.uploads_prefix
    }
  }

  dynamic "queue" {
    for_each = local.scanner.upload_queue[*]
    content {
      id            = "bucketav-scan"
      queue_arn     = queue.value.arn
      events        = ["s3:ObjectCreated:*"]
      filter_prefix = local.uploads_prefix
    }
  }

  dynamic "lambda_function" {
    for_each = [for notification in var.additional_notifications : notification if notification.function != null]
    content {
      id                  = lambda_function.value.id
      lambda_function_arn = lambda_function.value.function.arn
      events              = lambda_function.value.events
      filter_prefix       = lambda_function.value.prefix
      filter_suffix       = lambda_function.value.suffix
    }
  }

  dynamic "queue" {
    for_each = [for notification in var.additional_notifications : notification if notification.queue != null]
    content {
      id            = queue.value.id
      queue_arn     = queue.value.queue.arn
      events        = queue.value.events
      filter_prefix = queue.value.prefix
      filter_suffix = queue.value.suffix
    }
  }

  dynamic "topic" {
    for_each = [for notification in var.additional_notifications : notification if notification.topic != null]
    content {
      id            = topic.value.id
      topic_arn     = topic.value.topic.arn
      events        = topic.value.events
      filter_prefix = topic.value.prefix
      filter_suffix = topic.value.suffix
    }
  }

  # S3 validates the destination when the notification is created.
  depends_on = [aws_lambda_function.process_uploaded_file, aws_lambda_permission.bucket]
}

resource "aws_lambda_permission" "bucket" {
  count = local.scanner.upload_calls_processing ? 1 : 0

  statement_id   = "AllowBucket"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.process_uploaded_file.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = local.bucket_arn
  source_account = local.account # a bucket's ARN has no account id: another account could reuse a deleted name
}

resource "aws_lambda_permission" "findings_topic" {
  count = local.has_findings_topic ? 1 : 0

  statement_id  = "AllowFindingsTopic"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.process_uploaded_file.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = local.findings_topic_arn
}

resource "aws_sns_topic_subscription" "findings" {
  count = local.has_findings_topic ? 1 : 0

  topic_arn = local.findings_topic_arn
  protocol  = "lambda"
  endpoint  = local.function_arns.process_uploaded_file

  # The topic carries findings for every bucket that BucketAV scans. The function receives only those of this bucket.
  filter_policy_scope = "MessageBody"
  filter_policy = jsonencode({
    bucket = [local.bucket_name]
    key    = [{ prefix = local.uploads_prefix }]
  })

  redrive_policy = jsonencode({ deadLetterTargetArn = local.dlq_arn })

  depends_on = [
    aws_lambda_function.process_uploaded_file,
    aws_lambda_permission.findings_topic,
    aws_sqs_queue_policy.processing_dlq,
  ]
}
