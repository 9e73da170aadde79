# --- Uploads ----------------------------------------------------------------------------------------

output "uploads_bucket_id" {
  description = "Name of the uploads bucket."
  value       = local.bucket_name
  depends_on  = [aws_s3_bucket.this] # the value is known at plan, but resources that use it must wait for the bucket
}

output "uploads_bucket_arn" {
  description = "ARN of the uploads bucket."
  value       = local.bucket_arn
  depends_on  = [aws_s3_bucket.this]
}

output "uploads_bucket_regional_domain_name" {
  description = "Host name of the bucket in its region: the `domain_name` of a CloudFront origin with origin access control."
  value       = "${local.bucket_name}.s3.${var.region}.${local.dns_suffix}"
  depends_on  = [aws_s3_bucket.this]
}

# --- API --------------------------------------------------------------------------------------------

output "api_url" {
  description = "URL from which clients request a presigned URL. It is on the custom domain; without one, it is the stage's own URL."
  value       = var.api_image_upload_domain_name == null ? "${aws_api_gateway_stage.this.invoke_url}/${local.api_path}" : "https://${var.api_image_upload_domain_name}/${local.api_path}"
}

output "status_url" {
  description = "URL from which clients request the status of an upload; null without `upload_status`."
  value       = var.upload_status == null ? null : var.api_image_upload_domain_name == null ? "${aws_api_gateway_stage.this.invoke_url}/${local.status_path}" : "https://${var.api_image_upload_domain_name}/${local.status_path}"
}

output "api_gateway_invoke_url" {
  description = "The stage's own URL, without the custom domain. Append `/upload-url`."
  value       = aws_api_gateway_stage.this.invoke_url
}

output "api_gateway_rest_api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "api_gateway_stage_name" {
  description = "Name of the API's stage."
  value       = aws_api_gateway_stage.this.stage_name
}

output "dns_target" {
  description = "Target of the DNS record of `api_image_upload_domain_name`: an alias to `name` in `zone_id`, or a CNAME to `name`. Null without that domain."
  value = one([for domain in aws_api_gateway_domain_name.this : {
    name    = domain.regional_domain_name
    zone_id = domain.regional_zone_id
  }])
}

output "web_acl_arn" {
  description = "ARN of the web ACL, null without WAF."
  value       = one(aws_wafv2_web_acl.this[*].arn)
}

output "findings_topic_statement" {
  description = "JSON of the statement that the policy of `bucketav_sns_findings_topic` needs if the topic is in another account. Null without that input."
  value = var.bucketav_sns_findings_topic == null ? null : jsonencode({
    Sid       = "ImageUploaderSubscribes"
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
    Action    = "sns:Subscribe"
    Resource  = var.bucketav_sns_findings_topic.arn
    Condition = { StringEquals = { "sns:Protocol" = "lambda", "sns:Endpoint" = local.function_arns.process_uploaded_file } }
  })
}

output "copy_role_policy" {
  description = "JSON of the policy that a role of `write_once_exempt_roles` needs to copy uploads or to restore their versions."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.copy_role_statements })
}

output "auth_secret_name" {
  description = "Name of the secret whose value callers of the API must send."
  value       = local.auth_secret_name
}

# --- Processing and metadata ------------------------------------------------------------------------

output "metadata_table_name" {
  description = "Name of the metadata table, keyed by `user_id` and `file_key`."
  value       = local.table_name
  depends_on  = [aws_dynamodb_table.this]
}

output "metadata_table_arn" {
  description = "ARN of the metadata table."
  value       = local.table_arn
  depends_on  = [aws_dynamodb_table.this]
}

output "processing_dlq_url" {
  description = "URL of the dead-letter queue: events that could not be processed."
  value       = aws_sqs_queue.processing_dlq.url
}

output "processing_dlq_arn" {
  description = "ARN of the dead-letter queue: events that could not be processed."
  value       = local.dlq_arn
  depends_on  = [aws_sqs_queue.processing_dlq]
}

output "upload_events_dlq_url" {
  description = "URL of the dead-letter queue for upload events that could not be sent; null without `upload_events`."
  value       = one(aws_sqs_queue.upload_events_dlq[*].url)
}

output "function_names" {
  description = "Names of the functions. An optional function is included only if its input is set."
  value = merge(
    {
      get_presigned_url     = local.names.get_presigned_url_function
      process_uploaded_file = local.names.process_uploaded_file_function
    },
    var.upload_status == null ? {} : { get_upload_status = local.names.get_upload_status_function },
    var.pending_uploads == null ? {} : { track_pending_uploads = local.names.track_pending_uploads_function },
    var.upload_events == null ? {} : { send_upload_events = local.names.send_upload_events_function },
  )
  depends_on = [
    aws_lambda_function.get_presigned_url,
    aws_lambda_function.process_uploaded_file,
    aws_lambda_function.get_upload_status,
    aws_lambda_function.track_pending_uploads,
    aws_lambda_function.send_upload_events,
  ]
}

output "function_role_names" {
  description = "Names of the functions' roles."
  value = merge(
    {
      get_presigned_url     = aws_iam_role.get_presigned_url.name
      process_uploaded_file = aws_iam_role.process_uploaded_file.name
    },
    { for role in aws_iam_role.get_upload_status : "get_upload_status" => role.name },
    { for role in aws_iam_role.track_pending_uploads : "track_pending_uploads" => role.name },
    { for role in aws_iam_role.send_upload_events : "send_upload_events" => role.name },
  )
}

output "alarm_severities" {
  description = "Severity of each alarm by its name: `page` (act at once) or `ticket` (can wait until the morning)."
  value       = { for key, alarm in local.alarms : aws_cloudwatch_metric_alarm.this[key].alarm_name => alarm.severity }
}

output "alarm_names" {
  description = "Names of the alarms."
  value       = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name]
}

output "package_sha256" {
  description = "SHA-256 of each deployed package, as in `packages/manifest.json`, which also lists the sources of each. If your root outputs it, every plan shows which packages change."
  value = merge(
    {
      get_presigned_url     = filesha256("${local.packages_folder}/get_presigned_url.zip")
      process_uploaded_file = filesha256("${local.packages_folder}/process_uploaded_file.zip")
      pillow                = filesha256(local.pillow_layer)
    },
    local.decodes_heif ? { heif = filesha256(local.heif_layer) } : {},
  )
}
