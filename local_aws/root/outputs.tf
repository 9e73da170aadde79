locals {
  modes = { plain = module.plain, bucketav = module.bucketav, guardduty = module.guardduty }
}

output "modes" {
  description = "Names and URLs of each mode that programs need."
  value = {
    for name, mode in local.modes : name => {
      rest_api_id = mode.api_gateway_rest_api_id
      stage_name  = mode.api_gateway_stage_name
      bucket      = mode.uploads_bucket_id
      table       = mode.metadata_table_name
      dlq_url     = mode.processing_dlq_url
      functions   = mode.function_names
      roles       = mode.function_role_names
      web_acl_arn = mode.web_acl_arn
      secret_name = mode.auth_secret_name
      custom_url  = mode.api_url
    }
  }
}

output "bucketav" {
  description = "The stand-in's findings topic and scan queue."
  value = {
    findings_topic_arn = aws_sns_topic.findings.arn
    scan_queue_url     = aws_sqs_queue.scan.url
  }
}
