# Alarms. They always exist; `alarm_topics` adds notifications. Severity `page`: uploads are lost, or clients cannot
# upload. Severity `ticket`: can wait until the morning.
#
# Missing data means OK, except for the dead-letter queue. SQS publishes no metrics for a queue that was not used for
# six hours, even if it holds messages. So its alarms keep their state then (`ignore`). Lambda's AsyncEventsDropped has
# no alarm, because it also counts events that reached the queue.

locals {
  # A function whose environment has METRICS_FUNCTION (its name in the metrics) writes metrics into its log. CloudWatch extracts them.
  metrics_namespace = "ImageUploader"

  alarms = merge(
    {
      dead-letters = {
        severity    = "ticket"
        description = "Uploads that could not be processed wait in ${local.names.processing_dlq}. Fix the cause, then replay them."
        namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
        dimensions  = { QueueName = local.names.processing_dlq }
        threshold   = 1, periods = 1, missing = "ignore"
      }
      dead-letters-waiting = {
        severity    = "ticket"
        description = "Uploads that could not be processed wait in ${local.names.processing_dlq} for four hours or longer: fix the cause, then replay them."
        namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum"
        dimensions  = { QueueName = local.names.processing_dlq }
        threshold   = 4 * 3600, periods = 1, missing = "ignore" # below the six hours after which SQS publishes no metrics
      }
      # An event that does not reach the dead-letter queue is lost.
      dead-letters-lost = {
        severity    = "page"
        description = "Lambda could not send a failed event to ${local.names.processing_dlq}: that upload has no result. Check the queue's policy and key."
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
        description = "The processing function is throttled: thumbnails are late."
        namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions  = { FunctionName = local.names.process_uploaded_file_function }
        threshold   = 1, periods = 3
      }
      api-5xx = {
        severity    = "page"
        description = "The upload API returns server errors."
        namespace   = "AWS/ApiGateway", metric = "5XXError", statistic = "Sum"
        dimensions  = { ApiName = local.bucket_name, Stage = local.api_stage_name }
        threshold   = 1, periods = 1
      }
      # Counts only from 20 requests on: with fewer, a single port scanner at night would raise the alarm.
      api-4xx = {
        severity    = "ticket"
        description = "The upload API refuses more than a quarter of 20 or more requests in five minutes: a client has a bug, or an attack is going on."
        namespace   = "AWS/ApiGateway", expression = "IF(requests >= 20, refused / requests, 0)", statistic = "Sum"
        metrics     = { requests = "Count", refused = "4XXError" }
        dimensions  = { ApiName = local.bucket_name, Stage = local.api_stage_name }
        threshold   = 0.25, periods = 3
      }
    },
    { for alarm, values in {
      pending-too-long = {
        severity    = "page"
        description = "An upload has had no verdict for ${local.pending_minutes} minutes. Check that the scanner runs, that the bucket is connected to it, and that it publishes clean findings."
        namespace   = local.metrics_namespace, metric = "OldestPendingUpload", statistic = "Maximum"
        dimensions  = { Bucket = local.bucket_name }
        threshold   = local.pending_minutes * 60, periods = 1, missing = "ignore"
      }
      pending-check-stopped = {
        severity    = "ticket"
        description = "Pending uploads are not counted: check the log of ${local.names.track_pending_uploads_function} and the rule ${local.names.pending_check_rule}."
        namespace   = local.metrics_namespace, metric = "PendingUploads", statistic = "SampleCount", comparison = "LessThanThreshold"
        dimensions  = { Bucket = local.bucket_name }
        threshold   = 1, periods = 3, missing = "breaching"
      }
      pending-events-lost = {
        severity    = "ticket"
        description = "Lambda could not send a failed event of ${local.names.track_pending_uploads_function} to ${local.names.processing_dlq}: that upload is not recorded before its verdict. Check the queue's policy and key."
        namespace   = "AWS/Lambda", metric = "DestinationDeliveryFailures", statistic = "Sum"
        dimensions  = { FunctionName = local.names.track_pending_uploads_function }
        threshold   = 1, periods = 1
      }
      pending-arrivals-lost = {
        severity    = "ticket"
        description = "EventBridge could neither deliver an arrival nor send it to ${local.names.processing_dlq}: that upload is not recorded before its verdict. Check the queue's policy and key."
        namespace   = "AWS/Events", metric = "InvocationsFailedToBeSentToDlq", statistic = "Sum"
        dimensions  = { RuleName = local.names.pending_arrival_rule }
        threshold   = 1, periods = 1
      }
    } : alarm => values if local.records_pending },
    # A topic that is given by its ARN may be in another account. Its metrics are then there, too.
    local.scanner.findings_topic != null && var.bucketav_sns_findings_topic == null ? {
      findings-lost = {
        severity    = "page"
        description = "SNS could neither deliver a finding nor send it to a dead-letter queue: that upload may have no result. Check the policy and key of ${local.names.processing_dlq}."
        namespace   = "AWS/SNS", metric = "NumberOfNotificationsFailedToRedriveToDlq", statistic = "Sum"
        dimensions  = { TopicName = local.scanner.findings_topic.name }
        threshold   = 1, periods = 1
      }
    } : {},
    { for alarm, values in {
      scan-results-lost = {
        severity    = "page"
        description = "EventBridge could neither deliver a result of GuardDuty nor send it to ${local.names.processing_dlq}: that upload has no result. Check the queue's policy and key."
        namespace   = "AWS/Events", metric = "InvocationsFailedToBeSentToDlq", statistic = "Sum"
        dimensions  = { RuleName = local.names.scan_result_rule }
        threshold   = 1, periods = 1
      }
      scans-failed = {
        severity    = "ticket"
        description = "GuardDuty could not scan an upload, which is now unscannable. Check that its role may read uploads and use their key."
        namespace   = "AWS/Events", metric = "TriggeredRules", statistic = "Sum"
        dimensions  = { RuleName = local.names.guardduty_scan_rule }
        threshold   = 1, periods = 1
      }
      scan-tags-failed = {
        severity    = "ticket"
        description = "GuardDuty could not tag an upload, so readers that need the tag cannot read it. Check that its role may tag uploads, and that the upload did not have ten tags already."
        namespace   = "AWS/Events", metric = "TriggeredRules", statistic = "Sum"
        dimensions  = { RuleName = local.names.guardduty_tag_rule }
        threshold   = 1, periods = 1
      }
      scan-plan-failed = {
        severity    = "page"
        description = "GuardDuty's protection plan of ${local.bucket_name} has a warning or an error, so uploads may wait without a scan: look at the status and its reasons in GuardDuty's console."
        namespace   = "AWS/Events", metric = "TriggeredRules", statistic = "Sum"
        dimensions  = { RuleName = local.names.guardduty_plan_rule }
        threshold   = 1, periods = 1
      }
    } : alarm => values if local.has_guardduty },
    { for alarm, values in {
      events-late = {
        severity    = "ticket"
        description = "Upload events are sent later than 15 minutes after their verdict: check the log of ${local.names.send_upload_events_function}."
        namespace   = "AWS/Lambda", metric = "IteratorAge", statistic = "Maximum" # milliseconds
        dimensions  = { FunctionName = local.names.send_upload_events_function }
        threshold   = 15 * 60 * 1000, periods = 1
      }
      events-undelivered = {
        severity    = "ticket"
        description = "Upload events could not be sent for six hours: fix the cause, run operations/resend_upload_events.py, then purge ${local.names.upload_events_dlq}."
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

  # One metric, or an expression of several metrics.
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
