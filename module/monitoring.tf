# Alarms on everything that should not happen. They always show; `alarm_topics` lets them speak. Severity `page` is
# for what loses uploads or keeps clients from uploading right now; `ticket` is for what can wait until the morning.
#
# A metric without data is no trouble, but for the dead-letter queue: SQS publishes nothing of a queue that six hours
# left alone, full or empty. Its alarms keep their state then. Lambda's AsyncEventsDropped has no alarm: it counts what
# reached the queue too.

locals {
  # A function that is told what metrics call it (METRICS_FUNCTION) writes them into its log, from where CloudWatch takes them.
  metrics_namespace = "ImageUploader"

  alarms = merge(
    {
      dead-letters = {
        severity    = "ticket"
        description = "Uploads that could not be processed wait in ${local.names.processing_dlq}. Mend the cause, then replay them."
        namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
        dimensions  = { QueueName = local.names.processing_dlq }
        threshold   = 1, periods = 1, missing = "ignore"
      }
      dead-letters-waiting = {
        severity    = "ticket"
        description = "Uploads that could not be processed wait in ${local.names.processing_dlq} for four hours and more: nobody has replayed them."
        namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum"
        dimensions  = { QueueName = local.names.processing_dlq }
        threshold   = 4 * 3600, periods = 1, missing = "ignore" # below the six hours after which the queue is silent
      }
      # The last link: an event that does not even reach the dead-letter queue is gone.
      dead-letters-lost = {
        severity    = "page"
        description = "Lambda could not put a failed event into ${local.names.processing_dlq}: that upload has no result. Look at the queue's policy and key."
        namespace   = "AWS/Lambda", metric = "DestinationDeliveryFailures", statistic = "Sum"
        dimensions  = { FunctionName = local.names.process_uploaded_file_function }
        threshold   = 1, periods = 1
      }
      presigned-url-errors = {
        severity    = "page"
        description = "The presigned-URL function fails."
        namespace   = "AWS/Lambda", metric = "Errors", statistic = "Sum"
        dimensions  = { FunctionName = local.names.get_presigned_url_function }
        threshold   = 1, periods = 1
      }
      presigned-url-throttles = {
        severity    = "page"
        description = "The presigned-URL function is throttled: raise the account's concurrency or lower the API's rate."
        namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions  = { FunctionName = local.names.get_presigned_url_function }
        threshold   = 1, periods = 1
      }
      processing-errors = {
        severity    = "ticket"
        description = "The processing function fails. Events are tried three times, then wait in ${local.names.processing_dlq}."
        namespace   = "AWS/Lambda", metric = "Errors", statistic = "Sum"
        dimensions  = { FunctionName = local.names.process_uploaded_file_function }
        threshold   = 1, periods = 1
      }
      processing-throttles = {
        severity    = "ticket"
        description = "The processing function is throttled: thumbnails come late."
        namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions  = { FunctionName = local.names.process_uploaded_file_function }
        threshold   = 1, periods = 3
      }
      api-5xx = {
        severity    = "page"
        description = "The upload API answers with server errors."
        namespace   = "AWS/ApiGateway", metric = "5XXError", statistic = "Sum"
        dimensions  = { ApiName = local.bucket_name, Stage = local.api_stage_name }
        threshold   = 1, periods = 1
      }
      # A share of few requests says nothing: one scanner on a quiet night would be all of them.
      api-4xx = {
        severity    = "ticket"
        description = "More than a quarter of the upload API's requests are refused, of 20 and more in five minutes: a client is broken or someone is trying."
        namespace   = "AWS/ApiGateway", expression = "IF(requests >= 20, refused / requests, 0)", statistic = "Sum"
        metrics     = { requests = "Count", refused = "4XXError" }
        dimensions  = { ApiName = local.bucket_name, Stage = local.api_stage_name }
        threshold   = 0.25, periods = 3
      }
    },
    { for alarm, values in {
      pending-too-long = {
        severity    = "page"
        description = "An upload waits for its verdict for ${local.pending_minutes} minutes and more: does the scanner run, is the bucket connected to it, does it publish clean findings?"
        namespace   = local.metrics_namespace, metric = "OldestPendingUpload", statistic = "Maximum"
        dimensions  = { Bucket = local.bucket_name }
        threshold   = local.pending_minutes * 60, periods = 1, missing = "ignore"
      }
      pending-check-stopped = {
        severity    = "ticket"
        description = "Nobody counts the pending uploads: look at the log of ${local.names.track_pending_uploads_function} and at the rule ${local.names.pending_check_rule}."
        namespace   = local.metrics_namespace, metric = "PendingUploads", statistic = "SampleCount", comparison = "LessThanThreshold"
        dimensions  = { Bucket = local.bucket_name }
        threshold   = 1, periods = 3, missing = "breaching"
      }
      pending-events-lost = {
        severity    = "ticket"
        description = "Lambda could not put a failed event of ${local.names.track_pending_uploads_function} into ${local.names.processing_dlq}: that upload is not seen before its verdict. Look at the queue's policy and key."
        namespace   = "AWS/Lambda", metric = "DestinationDeliveryFailures", statistic = "Sum"
        dimensions  = { FunctionName = local.names.track_pending_uploads_function }
        threshold   = 1, periods = 1
      }
      pending-arrivals-lost = {
        severity    = "ticket"
        description = "EventBridge could neither deliver an arrival nor put it into ${local.names.processing_dlq}: that upload is not seen before its verdict. Look at the queue's policy and key."
        namespace   = "AWS/Events", metric = "InvocationsFailedToBeSentToDlq", statistic = "Sum"
        dimensions  = { RuleName = local.names.pending_arrival_rule }
        threshold   = 1, periods = 1
      }
    } : alarm => values if local.records_pending },
    # Of a topic by its ARN, the metric may be in another account.
    local.scanner.findings_topic != null && var.bucketav_sns_findings_topic == null ? {
      findings-lost = {
        severity    = "page"
        description = "SNS could neither deliver a finding nor put it into a dead-letter queue: that upload may have no result. Look at the policy and key of ${local.names.processing_dlq}."
        namespace   = "AWS/SNS", metric = "NumberOfNotificationsFailedToRedriveToDlq", statistic = "Sum"
        dimensions  = { TopicName = local.scanner.findings_topic.name }
        threshold   = 1, periods = 1
      }
    } : {},
    { for alarm, values in {
      scan-results-lost = {
        severity    = "page"
        description = "EventBridge could neither deliver a result of GuardDuty nor put it into ${local.names.processing_dlq}: that upload has no result. Look at the queue's policy and key."
        namespace   = "AWS/Events", metric = "InvocationsFailedToBeSentToDlq", statistic = "Sum"
        dimensions  = { RuleName = local.names.scan_result_rule }
        threshold   = 1, periods = 1
      }
    } : alarm => values if local.has_guardduty },
    { for alarm, values in {
      events-late = {
        severity    = "ticket"
        description = "Upload events are sent later than 15 minutes after their verdict: look at the log of ${local.names.send_upload_events_function}."
        namespace   = "AWS/Lambda", metric = "IteratorAge", statistic = "Maximum" # milliseconds
        dimensions  = { FunctionName = local.names.send_upload_events_function }
        threshold   = 15 * 60 * 1000, periods = 1
      }
      events-undelivered = {
        severity    = "ticket"
        description = "Upload events could not be sent for six hours: mend the cause, run operations/resend_upload_events.py, then purge ${local.names.upload_events_dlq}."
        namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
        dimensions  = { QueueName = local.names.upload_events_dlq }
        threshold   = 1, periods = 1, missing = "ignore"
      }
    } : alarm => values if local.sends_events },
    var.upload_status == null ? {} : {
      upload-status-errors = {
        severity    = "ticket"
        description = "The upload-status function fails."
        namespace   = "AWS/Lambda", metric = "Errors", statistic = "Sum"
        dimensions  = { FunctionName = local.names.get_upload_status_function }
        threshold   = 1, periods = 1
      }
      upload-status-throttles = {
        severity    = "ticket"
        description = "The upload-status function is throttled: raise the account's concurrency or lower upload_status.throttling."
        namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions  = { FunctionName = local.names.get_upload_status_function }
        threshold   = 1, periods = 1
      }
    },
    var.enable_waf ? {
      waf-blocked = {
        severity    = "ticket"
        description = "The web ACL blocks many requests."
        namespace   = "AWS/WAFV2", metric = "BlockedRequests", statistic = "Sum"
        dimensions  = { WebACL = local.bucket_name, Region = var.region, Rule = "ALL" }
        threshold   = 100, periods = 3
      }
    } : {}
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.bucket_name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = try(each.value.comparison, "GreaterThanOrEqualToThreshold")
  threshold           = lookup(var.alarm_thresholds, each.key, each.value.threshold)
  evaluation_periods  = each.value.periods
  treat_missing_data  = try(each.value.missing, "notBreaching")
  alarm_actions       = [for topic in var.alarm_topics : topic.arn if contains(topic.severities, each.value.severity)]
  ok_actions          = [for topic in var.alarm_topics : topic.arn if contains(topic.severities, each.value.severity) && topic.ok_messages]
  tags                = var.tags

  # One metric, or an expression of several.
  metric_name = try(each.value.metric, null)
  namespace   = can(each.value.metric) ? each.value.namespace : null
  dimensions  = can(each.value.metric) ? each.value.dimensions : null
  statistic   = can(each.value.metric) ? each.value.statistic : null
  period      = can(each.value.metric) ? 300 : null

  dynamic "metric_query" {
    for_each = try(each.value.metrics, {})
    content {
      id = metric_query.key
      metric {
        metric_name = metric_query.value
        namespace   = each.value.namespace
        dimensions  = each.value.dimensions
        stat        = each.value.statistic
        period      = 300
      }
    }
  }

  dynamic "metric_query" {
    for_each = try([each.value.expression], [])
    content {
      id          = "share"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }
}
