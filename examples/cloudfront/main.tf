# BucketAV scans uploads, and CloudFront serves the private bucket: a signed URL gives access to a clean file or its
# thumbnail.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v2.0.0&depth=1"

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = var.backend_certificate_arn
  uploads_bucket_name              = var.uploads_bucket_name
  use_bucketav                     = true
  bucketav_sns_findings_topic_name = var.bucketav_sns_findings_topic_name

  bucketav_scan_queue = { arn = var.bucketav_scan_queue_arn }

  # The module allows only this distribution in the bucket's policy. It can read objects with the clean tag under
  # uploads/, and all objects under thumbnails/.
  cloudfront_distributions = [{ arn = aws_cloudfront_distribution.files.arn }]
}
