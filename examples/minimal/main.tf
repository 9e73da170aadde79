# For trusted uploads: every file is processed at once, without a virus scan.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = var.backend_certificate_arn
  uploads_bucket_name              = var.uploads_bucket_name
  use_bucketav                     = false
  bucketav_sns_findings_topic_name = null
  create_api_gateway_account_role  = var.create_api_gateway_account_role
}
