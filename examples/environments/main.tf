# One root for all environments. Differences between them are only in ENVIRONMENT.tfvars.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = var.api_image_upload_domain_name
  backend_certificate_arn                       = var.backend_certificate_arn
  uploads_bucket_name                           = var.uploads_bucket_name
  enable_transfer_acceleration                  = var.enable_transfer_acceleration
  lambda_upload_presigned_url_expiration_time_s = var.lambda_upload_presigned_url_expiration_time_s
  use_bucketav                                  = var.bucketav != null
  bucketav_sns_findings_topic_name              = try(var.bucketav.findings_topic_name, null)

  bucketav_scan_queue  = try({ arn = var.bucketav.scan_queue_arn }, null)
  cors_allowed_origins = var.cors_allowed_origins
  alarm_topics         = [for arn in var.alarm_topic_arns : { arn = arn }]

  # `terraform destroy` of a disposable environment also deletes its files and items.
  force_destroy             = var.disposable
  table_deletion_protection = !var.disposable
  log_retention_days        = var.disposable ? 14 : 365
}
