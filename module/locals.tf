# Names, ARNs and other values that several files use.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # If the module has `depends_on`, and a dependency has a pending change, Terraform reads data sources at apply only.
  # ARNs that used them would be unknown in the plan. So ARNs use var.region and, if it is set, var.account_id.
  # Preconditions in uploads.tf compare both with the data sources.
  account = var.account_id != null ? var.account_id : data.aws_caller_identity.current.account_id

  # AWS's partitions, by the prefix of their regions' names: the name without its last two parts.
  partitions = {
    cn      = { name = "aws-cn", dns_suffix = "amazonaws.com.cn" }
    eu-isoe = { name = "aws-iso-e", dns_suffix = "cloud.adc-e.uk" }
    eusc-de = { name = "aws-eusc", dns_suffix = "amazonaws.eu" }
    us-gov  = { name = "aws-us-gov", dns_suffix = "amazonaws.com" }
    us-iso  = { name = "aws-iso", dns_suffix = "c2s.ic.gov" }
    us-isob = { name = "aws-iso-b", dns_suffix = "sc2s.sgov.gov" }
    us-isof = { name = "aws-iso-f", dns_suffix = "csp.hci.ic.gov" }
  }
  aws        = lookup(local.partitions, try(regex("^(.+)-[a-z]+-[0-9]+$", var.region)[0], ""), { name = "aws", dns_suffix = "amazonaws.com" })
  partition  = local.aws.name
  dns_suffix = local.aws.dns_suffix

  bucket_name = "${var.environment}-${var.uploads_bucket_name}"
  bucket_arn  = "arn:${local.partition}:s3:::${local.bucket_name}"

  # Clients upload under the first prefix. The processing function writes under the second. Triggers match only the
  # first, so that a thumbnail never starts the function again.
  uploads_prefix    = "uploads/"
  thumbnails_prefix = "thumbnails/"

  domain_count = var.api_image_upload_domain_name == null ? 0 : 1

  auth_header      = "x-api-gateway-img-upload-auth"
  auth_secret_name = coalesce(var.auth_secret_name, "${var.environment}/image-upload/secrets")
  # Secrets Manager adds a hyphen and six random characters to the name in the ARN.
  auth_secret_arn_pattern = "arn:${local.partition}:secretsmanager:${var.region}:${local.account}:secret:${local.auth_secret_name}-??????"

  kms_key_arn = try(var.kms_key.arn, null)

  # All other names start with the bucket's name, which is globally unique. IAM names are global in an account, so they
  # contain the region too. A name that exceeds AWS's limit is cut and ends in a hash.
  full_names = {
    get_presigned_url_function     = { limit = 64, name = "${local.bucket_name}-get-presigned-url" }
    get_upload_status_function     = { limit = 64, name = "${local.bucket_name}-get-upload-status" }
    process_uploaded_file_function = { limit = 64, name = "${local.bucket_name}-process-uploaded-file" }
    get_presigned_url_role         = { limit = 64, name = "${local.bucket_name}-${var.region}-get-presigned-url" }
    get_upload_status_role         = { limit = 64, name = "${local.bucket_name}-${var.region}-get-upload-status" }
    process_uploaded_file_role     = { limit = 64, name = "${local.bucket_name}-${var.region}-process-uploaded-file" }
    api_gateway_account_role       = { limit = 64, name = "${local.bucket_name}-${var.region}-api-gateway-logs" }
    track_pending_uploads_function = { limit = 64, name = "${local.bucket_name}-track-pending-uploads" }
    track_pending_uploads_role     = { limit = 64, name = "${local.bucket_name}-${var.region}-track-pending-uploads" }
    guardduty_role                 = { limit = 64, name = "${local.bucket_name}-${var.region}-guardduty" }
    scan_result_rule               = { limit = 64, name = "${local.bucket_name}-scan-result" }
    guardduty_scan_rule            = { limit = 64, name = "${local.bucket_name}-scan-failed" }
    guardduty_tag_rule             = { limit = 64, name = "${local.bucket_name}-tag-failed" }
    guardduty_plan_rule            = { limit = 64, name = "${local.bucket_name}-scan-plan-failed" }
    pending_arrival_rule           = { limit = 64, name = "${local.bucket_name}-pending-arrival" }
    pending_check_rule             = { limit = 64, name = "${local.bucket_name}-pending-check" }
    send_upload_events_function    = { limit = 64, name = "${local.bucket_name}-send-upload-events" }
    send_upload_events_role        = { limit = 64, name = "${local.bucket_name}-${var.region}-send-upload-events" }
    pillow_layer                   = { limit = 64, name = "${local.bucket_name}-pillow-${replace(var.architecture, "_", "-")}" }
    heif_layer                     = { limit = 64, name = "${local.bucket_name}-heif-${replace(var.architecture, "_", "-")}" }
    processing_dlq                 = { limit = 80, name = "${local.bucket_name}-processing-dlq" }
    upload_events_dlq              = { limit = 80, name = "${local.bucket_name}-upload-events-dlq" }
  }
  names = {
    for key, full in local.full_names : key => (
      length(full.name) <= full.limit ? full.name : "${substr(full.name, 0, full.limit - 9)}-${substr(sha256(full.name), 0, 8)}"
    )
  }

  # ARNs are computed, not read from resources. So the first plan shows them, and every policy that contains them.
  function_arns = {
    get_presigned_url     = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.names.get_presigned_url_function}"
    get_upload_status     = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.names.get_upload_status_function}"
    process_uploaded_file = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.names.process_uploaded_file_function}"
    track_pending_uploads = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.names.track_pending_uploads_function}"
    send_upload_events    = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.names.send_upload_events_function}"
  }
  role_arns = {
    for role in ["get_presigned_url", "get_upload_status", "process_uploaded_file", "track_pending_uploads", "send_upload_events", "api_gateway_account", "guardduty"] :
    role => "arn:${local.partition}:iam::${local.account}:role/${local.names["${role}_role"]}"
  }
  rule_arns = {
    for rule in ["pending_arrival", "pending_check", "scan_result"] :
    rule => "arn:${local.partition}:events:${var.region}:${local.account}:rule/${local.names["${rule}_rule"]}"
  }
  table_name = "${local.bucket_name}-metadata"
  table_arn  = "arn:${local.partition}:dynamodb:${var.region}:${local.account}:table/${local.table_name}"
  dlq_arn    = "arn:${local.partition}:sqs:${var.region}:${local.account}:${local.names.processing_dlq}"

  sends_events   = var.upload_events != null
  event_source   = "image-uploader" # lambdas/send_upload_events/upload_event.py
  event_bus_arn  = coalesce(try(var.upload_events.bus.arn, null), "arn:${local.partition}:events:${var.region}:${local.account}:event-bus/default")
  events_dlq_arn = "arn:${local.partition}:sqs:${var.region}:${local.account}:${local.names.upload_events_dlq}"

  # For each scanner: the tag of clean objects, and the trigger of the processing function. Names and tags are the same
  # as in lambdas/process_uploaded_file/scanners/. findings_topic is an object, because `count` must be known at plan,
  # but the topic's name may be known only at apply.
  scanner_name = var.scanner != null ? var.scanner.name : var.use_bucketav != false ? "bucketav" : "none"
  scanners = {
    bucketav = {
      tag = { key = "bucketav", clean = "clean" }
      findings_topic = {
        name = var.bucketav_sns_findings_topic_name
        arn  = local.findings_topic_arn
      }
      upload_queue            = var.bucketav_scan_queue
      upload_calls_processing = false
    }
    guardduty = {
      tag                     = { key = "GuardDutyMalwareScanStatus", clean = "NO_THREATS_FOUND" }
      findings_topic          = null
      upload_queue            = null
      upload_calls_processing = false
    }
    none = {
      tag                     = null
      findings_topic          = null
      upload_queue            = null
      upload_calls_processing = true
    }
  }
  scanner = local.scanners[local.scanner_name]
  # Not read from `scanners`, because Checkov cannot evaluate a map of objects in HCL. It would then check the topic's
  # permission even if there is no topic.
  has_findings_topic = local.scanner_name == "bucketav"
  has_guardduty      = local.scanner_name == "guardduty"
  makes_scan_plan    = local.has_guardduty && var.scanner_role == null
  # The only role that may tag uploads; null if the role is not known.
  scanner_role_arn   = var.scanner_role != null ? var.scanner_role.arn : local.has_guardduty ? local.role_arns.guardduty : null
  denies_unclean     = try(var.scanner.deny_unclean_reads, false)
  findings_topic_arn = local.has_findings_topic ? try(var.bucketav_sns_findings_topic.arn, "arn:${local.partition}:sns:${var.region}:${local.account}:${var.bucketav_sns_findings_topic_name}", null) : null

  # Each feature that needs the bucket's events on EventBridge adds a condition here. The bucket's notification resource
  # turns them on. A bucket can have only one, and it replaces notifications that others have set. So with
  # pending_uploads.eventbridge = "existing" it is not created for this reason.
  records_pending = var.pending_uploads != null
  bucket_events = {
    sent_by_us = local.has_guardduty || local.records_pending && try(var.pending_uploads.eventbridge, null) != "existing"
  }
  # Whether the bucket needs a notification resource for targets other than EventBridge.
  connects_bucket = local.scanner.upload_calls_processing || local.scanner.upload_queue != null || length(var.additional_notifications) > 0
  pending_index   = "pending"
  pending_minutes = try(var.pending_uploads.alarm_after_minutes, 0)

  log_group_names = {
    get_presigned_url     = "/aws/lambda/${local.names.get_presigned_url_function}"
    get_upload_status     = "/aws/lambda/${local.names.get_upload_status_function}"
    process_uploaded_file = "/aws/lambda/${local.names.process_uploaded_file_function}"
    track_pending_uploads = "/aws/lambda/${local.names.track_pending_uploads_function}"
    send_upload_events    = "/aws/lambda/${local.names.send_upload_events_function}"
    api                   = "/aws/apigateway/${local.bucket_name}"
    waf                   = "aws-waf-logs-${local.bucket_name}" # WAF requires this prefix
  }
  log_group_arns = {
    for key, name in local.log_group_names : key => "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:${name}"
  }

  # The committed packages, built by `nox -s build`.
  packages_folder = "${path.module}/packages"
  pillow_layer    = coalesce(var.pillow_layer_zip, "${local.packages_folder}/pillow-${var.architecture}.zip")
  heif_layer      = "${local.packages_folder}/heif-${var.architecture}.zip"
  # A consumer's own layer contains every decoder, so it needs no second layer.
  decodes_heif = var.pillow_layer_zip == null && anytrue([for type in values(var.allowed_extensions) : contains(["image/heic", "image/heif"], type)])

  # Rights that every function's role needs: write to its existing log group, and send traces. X-Ray's actions have no
  # resource types, so they require `*`.
  telemetry_statements = {
    for function in ["get_presigned_url", "get_upload_status", "process_uploaded_file", "track_pending_uploads", "send_upload_events"] : function => [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${local.log_group_arns[function]}:log-stream:*"
      },
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
        Resource = "*"
      },
    ]
  }

  lambda_trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LambdaAssumes"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}
