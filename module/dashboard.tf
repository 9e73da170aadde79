# With `enable_dashboard`: one dashboard of the whole flow. Alarms are at the top. Below, each column is one stage of an
# upload, from left to right: its rate, its errors, its latency, and links to its logs.
#
# Metrics with one series for each reason use a search expression, so that new reasons appear without a change here.

locals {
  dashboard_name = replace(local.bucket_name, ".", "_") # dashboard names cannot contain dots; bucket names contain no underscores, so the result is unique

  # Namespace and dimensions of the metrics, by the name in `from` of the series below.
  dashboard_sources = {
    api       = { namespace = "AWS/ApiGateway", dimensions = ["ApiName", local.bucket_name, "Stage", local.api_stage_name] }
    waf       = { namespace = "AWS/WAFV2", dimensions = ["WebACL", local.bucket_name, "Region", var.region, "Rule", "ALL"] }
    signing   = { namespace = "AWS/Lambda", dimensions = ["FunctionName", local.names.get_presigned_url_function] }
    status    = { namespace = "AWS/Lambda", dimensions = ["FunctionName", local.names.get_upload_status_function] }
    tracking  = { namespace = "AWS/Lambda", dimensions = ["FunctionName", local.names.track_pending_uploads_function] }
    process   = { namespace = "AWS/Lambda", dimensions = ["FunctionName", local.names.process_uploaded_file_function] }
    topic     = { namespace = "AWS/SNS", dimensions = ["TopicName", try(local.scanner.findings_topic.name, "")] }
    reading   = { namespace = "AWS/DynamoDB", dimensions = ["TableName", local.table_name, "Operation", "GetItem"] }
    recording = { namespace = "AWS/DynamoDB", dimensions = ["TableName", local.table_name, "Operation", "PutItem"] }
    queue     = { namespace = "AWS/SQS", dimensions = ["QueueName", local.names.processing_dlq] }
    ours      = { namespace = local.metrics_namespace, dimensions = ["Bucket", local.bucket_name] }
    pending   = { namespace = local.metrics_namespace, dimensions = ["Bucket", local.bucket_name] }
  }
  dashboard_has = {
    waf      = var.enable_waf
    status   = var.upload_status != null
    tracking = local.records_pending
    # A topic that is given by its ARN may be in another account, and its metrics too.
    topic   = local.scanner.findings_topic != null && var.bucketav_sns_findings_topic == null
    ours    = var.enable_metrics
    pending = local.records_pending
  }

  # Each series has its source (`from`), metric, statistic and label. `by` makes it a search over one more dimension.
  # `axis` selects the right-hand axis.
  dashboard_columns = [
    {
      title = "Request", logs = concat(var.enable_access_logs ? ["api"] : [], var.enable_waf ? ["waf"] : [])
      rate = [
        { from = "api", metric = "Count", stat = "Sum", label = "requests" },
        { from = "waf", metric = "AllowedRequests", stat = "Sum", label = "let through by WAF" },
      ]
      errors = [
        { from = "api", metric = "4XXError", stat = "Sum", label = "refused (4xx)" },
        { from = "api", metric = "5XXError", stat = "Sum", label = "failed (5xx)" },
        { from = "waf", metric = "BlockedRequests", stat = "Sum", label = "blocked by WAF" },
      ]
      latency = [
        { from = "api", metric = "Latency", stat = "p50", label = "half within" },
        { from = "api", metric = "Latency", stat = "p99", label = "99 of 100 within" },
      ]
    },
    {
      title = "Upload URL", logs = ["get_presigned_url"]
      rate = [
        { from = "signing", metric = "Invocations", stat = "Sum", label = "calls" },
        { from = "ours", metric = "UrlsIssued", stat = "Sum", label = "URLs given" },
      ]
      errors = [
        { from = "signing", metric = "Errors", stat = "Sum", label = "errors" },
        { from = "signing", metric = "Throttles", stat = "Sum", label = "throttled" },
        { from = "ours", metric = "UrlsRefused", stat = "Sum", label = "refused:", by = "Reason" },
      ]
      latency = [
        { from = "signing", metric = "Duration", stat = "p50", label = "half within" },
        { from = "signing", metric = "Duration", stat = "p99", label = "99 of 100 within" },
      ]
    },
    {
      title = "Upload and scan", logs = local.records_pending ? ["track_pending_uploads"] : []
      rate = [
        { from = "process", metric = "AsyncEventsReceived", stat = "Sum", label = "events for processing" },
        { from = "topic", metric = "NumberOfMessagesPublished", stat = "Sum", label = "findings" },
        { from = "pending", metric = "PendingUploads", stat = "Maximum", label = "waiting for a verdict" },
      ]
      errors = [
        { from = "process", metric = "AsyncEventsDropped", stat = "Sum", label = "given up, or in the dead-letter queue" },
        { from = "topic", metric = "NumberOfNotificationsFailed", stat = "Sum", label = "findings not delivered" },
        { from = "topic", metric = "NumberOfNotificationsFailedToRedriveToDlq", stat = "Sum", label = "findings lost" },
        { from = "tracking", metric = "Errors", stat = "Sum", label = "arrivals not recorded" },
      ]
      latency = [
        { from = "process", metric = "AsyncEventAge", stat = "p99", label = "event waits, 99 of 100 within" },
        { from = "pending", metric = "OldestPendingUpload", stat = "Maximum", label = "oldest without a verdict (s, right)", axis = "right" },
      ]
    },
    {
      title = "Thumbnail", logs = ["process_uploaded_file"]
      rate = [
        { from = "process", metric = "Invocations", stat = "Sum", label = "calls" },
        { from = "process", metric = "ConcurrentExecutions", stat = "Maximum", label = "at once" },
        { from = "ours", metric = "UploadBytes", stat = "Sum", label = "bytes (right)", axis = "right" },
      ]
      errors = [
        { from = "process", metric = "Errors", stat = "Sum", label = "errors" },
        { from = "process", metric = "Throttles", stat = "Sum", label = "throttled" },
        { from = "ours", metric = "DecoderKills", stat = "Sum", label = "decoders killed" },
      ]
      latency = [
        { from = "process", metric = "Duration", stat = "p50", label = "half within" },
        { from = "process", metric = "Duration", stat = "p99", label = "99 of 100 within" },
        { from = "ours", metric = "ThumbnailTime", stat = "p99", label = "decoding, 99 of 100 within" },
      ]
    },
    {
      title = "Verdict", logs = []
      rate = [
        { from = "recording", metric = "SuccessfulRequestLatency", stat = "SampleCount", label = "items written" },
        { from = "ours", metric = "Verdicts", stat = "Sum", label = "", by = "Status" },
      ]
      errors = [
        { from = "recording", metric = "SystemErrors", stat = "Sum", label = "DynamoDB's errors" },
        { from = "recording", metric = "ThrottledRequests", stat = "Sum", label = "writes throttled" },
        { from = "reading", metric = "ThrottledRequests", stat = "Sum", label = "reads throttled" },
        { from = "ours", metric = "NotProcessed", stat = "Sum", label = "", by = "Reason" },
      ]
      latency = [
        { from = "recording", metric = "SuccessfulRequestLatency", stat = "p99", label = "write, 99 of 100 within" },
        { from = "ours", metric = "UploadToVerdict", stat = "p50", label = "since upload, half within" },
        { from = "ours", metric = "UploadToVerdict", stat = "p99", label = "since upload, 99 of 100 within" },
      ]
    },
    {
      title = "Dead letters", logs = []
      rate = [
        { from = "queue", metric = "NumberOfMessagesSent", stat = "Sum", label = "received" },
        { from = "queue", metric = "NumberOfMessagesDeleted", stat = "Sum", label = "replayed" },
      ]
      errors = [
        { from = "queue", metric = "ApproximateNumberOfMessagesVisible", stat = "Maximum", label = "waiting" },
        { from = "process", metric = "DestinationDeliveryFailures", stat = "Sum", label = "lost" },
      ]
      latency = [
        { from = "queue", metric = "ApproximateAgeOfOldestMessage", stat = "Maximum", label = "oldest (s, right)", axis = "right" },
      ]
    },
  ]

  # Charts below the columns, for metrics that belong to no stage of an upload.
  dashboard_bottom = [
    {
      title = "Status requests", needs = "status"
      series = [
        { from = "status", metric = "Invocations", stat = "Sum", label = "calls" },
        { from = "status", metric = "Errors", stat = "Sum", label = "errors" },
        { from = "status", metric = "Throttles", stat = "Sum", label = "throttled" },
      ]
    },
    {
      title = "Status requests: ms", needs = "status"
      series = [
        { from = "status", metric = "Duration", stat = "p50", label = "half within" },
        { from = "status", metric = "Duration", stat = "p99", label = "99 of 100 within" },
      ]
    },
    {
      title = "Cold starts", needs = "ours"
      series = [
        { from = "ours", metric = "ColdStarts", stat = "Sum", label = "", by = "Function" },
      ]
    },
    {
      title = "Peak memory of decoders: bytes", needs = "ours"
      series = [
        { from = "ours", metric = "ThumbnailPeakMemory", stat = "p50", label = "half below" },
        { from = "ours", metric = "ThumbnailPeakMemory", stat = "Maximum", label = "most" },
      ]
    },
  ]

  dashboard_rows = { rate = "in five minutes", errors = "went wrong", latency = "time (ms)" }
  dashboard_charts = concat(
    flatten([for place, column in local.dashboard_columns : [for row, what in ["rate", "errors", "latency"] : {
      title  = "${column.title}: ${local.dashboard_rows[what]}"
      series = column[what]
      x      = place * 4, y = 6 + row * 5, width = 4
    }]]),
    [for place, chart in [for chart in local.dashboard_bottom : chart if local.dashboard_has[chart.needs]] : {
      title  = chart.title
      series = chart.series
      x      = place * 6, y = 21, width = 6
    }],
  )

  dashboard_body = {
    start          = "-PT12H"
    periodOverride = "inherit"
    widgets = concat(
      [{
        type       = "alarm", x = 0, y = 0, width = 24, height = 3
        properties = { title = "Alarms of ${local.bucket_name}", alarms = [for alarm in keys(local.alarms) : "arn:${local.partition}:cloudwatch:${var.region}:${local.account}:alarm:${local.bucket_name}-${alarm}"] }
      }],
      [for place, column in local.dashboard_columns : {
        type       = "text", x = place * 4, y = 3, width = 4, height = 3
        properties = { markdown = join("\n\n", concat(["### ${column.title}"], [for log in column.logs : "[Log: ${replace(log, "_", " ")}](#logsV2:log-groups/log-group/${replace(local.log_group_names[log], "/", "$252F")})"])) }
      }],
      [for chart in local.dashboard_charts : {
        type = "metric", x = chart.x, y = chart.y, width = chart.width, height = 5
        properties = {
          title  = chart.title
          view   = "timeSeries"
          region = var.region
          period = 300
          yAxis  = { left = { min = 0 } }
          # Through JSON, because the elements of a series have different types.
          metrics = [for series in chart.series : jsondecode(
            can(series.by)
            ? jsonencode([{ expression = "SEARCH('{${local.metrics_namespace},Bucket,${series.by}} MetricName=\"${series.metric}\" Bucket=\"${local.bucket_name}\"', '${series.stat}', 300)", label = series.label }])
            : jsonencode(concat(
              [local.dashboard_sources[series.from].namespace, series.metric],
              local.dashboard_sources[series.from].dimensions,
              [merge({ stat = series.stat, label = series.label }, { for axis in try([series.axis], []) : "yAxis" => axis })],
            ))
          ) if lookup(local.dashboard_has, series.from, true)]
        }
      }],
    )
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.enable_dashboard ? 1 : 0

  dashboard_name = local.dashboard_name
  dashboard_body = jsonencode(local.dashboard_body)
}
