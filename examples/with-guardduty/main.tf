# A file is processed after GuardDuty Malware Protection for S3 has found no threat in it.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                          = var.region
  environment                     = var.environment
  api_image_upload_domain_name    = var.api_image_upload_domain_name
  backend_certificate_arn         = var.backend_certificate_arn
  uploads_bucket_name             = var.uploads_bucket_name
  scanner                         = { name = "guardduty", deny_unclean_reads = true }
  pending_uploads                 = {}
  create_api_gateway_account_role = var.create_api_gateway_account_role
}
