# Uploads behind BucketAV, and CloudFront in front of the private bucket: whoever has a signed URL sees a
# clean file or its thumbnail.

module "image_uploader" {
  source = "git::https://example.com/image-uploader.git//module?ref=v1.0.1&depth=1"

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = var.backend_certificate_arn
  uploads_bucket_name              = var.uploads_bucket_name
  use_bucketav                     = true
  bucketav_sns_findings_topic_name = var.bucketav_sns_findings_topic_name

  bucketav_scan_queue = { arn = var.bucketav_scan_queue_arn }

  # The module writes this distribution, and no other, into the bucket's policy: under uploads/ it can read
  # what is tagged clean, under thumbnails/ everything.
  cloudfront_distributions = [{ arn = aws_cloudfront_distribution.files.arn }]
}
