# A file is processed after BucketAV has found it clean. The bucket notifies BucketAV's scan queue.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = var.api_image_upload_domain_name
  backend_certificate_arn                       = var.backend_certificate_arn
  uploads_bucket_name                           = var.uploads_bucket_name
  enable_transfer_acceleration                  = var.enable_transfer_acceleration
  lambda_upload_presigned_url_expiration_time_s = var.lambda_upload_presigned_url_expiration_time_s
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = var.bucketav_sns_findings_topic_name

  bucketav_scan_queue             = { arn = var.bucketav_scan_queue_arn }
  cors_allowed_origins            = var.cors_allowed_origins
  create_api_gateway_account_role = var.create_api_gateway_account_role
}
