# Names, ARNs and everything else that several stages share.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # With `depends_on` on the module, a pending change of what it depends on makes Terraform look these up at apply,
  # and every ARN is unknown until then. So region and account_id, once written, say all by themselves; what they
  # say is compared with what is looked up.
  account = var.account_id != null ? var.account_id : data.aws_caller_identity.current.account_id

  # AWS's partitions, by what its regions begin with before the last two parts.
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

  # Everything that a client sends lies under the first prefix, everything that we make under the second.
  # Triggers match the first alone, so that a thumbnail never starts another run.
  uploads_prefix    = "uploads/"
  thumbnails_prefix = "thumbnails/"

  domain_count = var.api_image_upload_domain_name == null ? 0 : 1

  auth_header      = "x-api-gateway-img-upload-auth"
  auth_secret_name = coalesce(var.auth_secret_name, "${var.environment}/image-upload/secrets")
  # Secrets Manager adds a hyphen and six characters to the name.
  auth_secret_arn_pattern = "arn:${local.partition}:secretsmanager:${var.region}:${local.account}:secret:${local.auth_secret_name}-??????"

  kms_key_arn = try(var.kms_key.arn, null)

  # All other names are built from the bucket's, which is unique in the world; IAM's, which are global in
  # an account, carry the region too. What would be longer than AWS allows ends in a hash instead.
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

  # ARNs are computed, not read from resources: so they, and every policy made of them, are in a first plan.
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

  # What protects readers from infected files, and what starts the processing: the whole module reads it here.
  # Names and tags are those of the records in lambdas/process_uploaded_file/scanners/.
  # The topic is an object, because its name may be known only at apply and what is counted must be known at plan.
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
  # Not read from the scanner's entry: Checkov, which scans the source, cannot look into a map of objects, and would
  # judge the topic's permission where there is no topic.
  has_findings_topic = local.scanner_name == "bucketav"
  has_guardduty      = local.scanner_name == "guardduty"
  makes_scan_plan    = local.has_guardduty && var.scanner_role == null
  # The only role that may tag uploads; null where nothing is known of it.
  scanner_role_arn   = var.scanner_role != null ? var.scanner_role.arn : local.has_guardduty ? local.role_arns.guardduty : null
  denies_unclean     = try(var.scanner.deny_unclean_reads, false)
  findings_topic_arn = local.has_findings_topic ? try(var.bucketav_sns_findings_topic.arn, "arn:${local.partition}:sns:${var.region}:${local.account}:${var.bucketav_sns_findings_topic_name}", null) : null

  # Whoever needs the bucket's events on EventBridge adds a reason here. The bucket's notification resource, of which
  # there can only be one, switches them on. Where somebody else connected the bucket, it would replace what they
  # set: so it is made there only if the input says so.
  records_pending = var.pending_uploads != null
  bucket_events = {
    sent_by_us = local.has_guardduty || local.records_pending && try(var.pending_uploads.eventbridge, null) != "existing"
  }
  # What the bucket's notification resource is made for by itself.
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
    waf                   = "aws-waf-logs-${local.bucket_name}" # AWS asks for this beginning
  }
  log_group_arns = {
    for key, name in local.log_group_names : key => "arn:${local.partition}:logs:${var.region}:${local.account}:log-group:${name}"
  }

  # The committed packages, built by `nox -s build`, with their hashes as they were built.
  packages_folder = "${path.module}/packages"
  pillow_layer    = coalesce(var.pillow_layer_zip, "${local.packages_folder}/pillow-${var.architecture}.zip")
  heif_layer      = "${local.packages_folder}/heif-${var.architecture}.zip"
  # A layer of a consumer's own holds every decoder.
  decodes_heif = var.pillow_layer_zip == null && anytrue([for type in values(var.allowed_extensions) : contains(["image/heic", "image/heif"], type)])

  # What every role may do besides its work: write to a log group that exists, and report traces.
  # X-Ray knows no resources, so AWS forces the wildcard.
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
