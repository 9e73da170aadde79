# All features in one root: BucketAV, your own encryption key, host names in your own zone, CloudFront with signed URLs,
# alarms by e-mail, WAF with Bot Control and logs, access logs of bucket and API.

data "aws_caller_identity" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  bucket_name = "${var.environment}-${var.uploads_bucket_name}" # the module's name for the bucket
  bucket_arn  = "arn:aws:s3:::${local.bucket_name}"
  api_domain  = "uploads.${var.domain_name}"
  files_host  = "files.${var.domain_name}"

  tags = {
    environment = var.environment
    service     = "image-upload"
  }
}

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = local.api_domain
  backend_certificate_arn                       = aws_acm_certificate_validation.api.certificate_arn
  uploads_bucket_name                           = var.uploads_bucket_name
  enable_transfer_acceleration                  = true
  lambda_upload_presigned_url_expiration_time_s = 120
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = var.bucketav_sns_findings_topic_name

  bucketav_scan_queue = { arn = var.bucketav_scan_queue_arn }
  pending_uploads     = { alarm_after_minutes = 30 } # raises an alarm if the scanner has stopped
  upload_events       = {}                           # verdicts on the default bus, see events.tf

  # Encryption: see kms.tf.
  kms_key             = { arn = aws_kms_key.uploads.arn }
  auth_secret_name    = aws_secretsmanager_secret.auth.name
  auth_secret_kms_key = { arn = aws_kms_key.uploads.arn }

  # Host names: see dns.tf. The API is served only on its own host name.
  route53_zone                 = { id = var.route53_zone_id }
  disable_execute_api_endpoint = true

  # CloudFront: see cloudfront.tf.
  cloudfront_distributions = [{ arn = aws_cloudfront_distribution.files.arn }]
  cors_allowed_origins     = ["https://app.${var.domain_name}"]

  # Limits and thumbnails.
  upload_max_bytes = 20971520
  thumbnail        = { width = 320, height = 320, fit = "cover", quality = 82 }

  # Monitoring: see logs.tf and alarms.tf.
  s3_access_log_bucket            = { id = aws_s3_bucket_policy.access_logs.bucket } # after the policy that allows S3 to deliver logs
  create_api_gateway_account_role = var.create_api_gateway_account_role
  alarm_topics                    = [{ arn = aws_sns_topic.alarms.arn }]
  throttling                      = { rate_limit = 20, burst_limit = 40 }
  waf = {
    rate_limit       = 500
    bot_control      = true
    logging          = true
    trusted_backends = { addresses = var.backend_addresses }
  }

  # Status: the backend polls for its users, and gives them URLs of thumbnails.
  upload_status = { thumbnail_url_seconds = 300 }
}
