# The module, once for each scan mode, in one state and one apply. The provider's waits (55 s for a bucket's
# lifecycle, 25 s for a queue) then run in parallel.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}

# Endpoint, region, certificate authority and keys come from environment variables.
provider "aws" {
  s3_use_path_style           = true # `bucket.localhost` cannot be resolved
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_credentials_validation = true
}

locals {
  environment = "local"
  origins     = concat(["https://app.example.com", "https://admin.example.com"], var.page_origins)

  # Plain mode allows every type that the function can decode, and makes thumbnails in several sizes.
  extensions = merge(
    { for name in ["jpeg", "png", "webp", "gif", "avif", "tiff", "bmp", "heic", "heif"] : name => "image/${name}" },
    { jpg = "image/jpeg", tif = "image/tiff", hif = "image/heif" },
  )
  thumbnails = {
    large = { width = 1200, height = 1200, quality = 82 }
    small = { width = 96, height = 96 }
  }
}

resource "aws_acm_certificate" "api" {
  for_each = var.domain_names

  domain_name       = each.value
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

module "plain" {
  source = "../../module"

  region                                        = var.region
  environment                                   = local.environment
  api_image_upload_domain_name                  = var.domain_names.plain
  backend_certificate_arn                       = aws_acm_certificate.api["plain"].arn
  uploads_bucket_name                           = "uploads-plain"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = var.url_expiration_seconds
  use_bucketav                                  = false
  bucketav_sns_findings_topic_name              = null

  allowed_extensions        = local.extensions
  thumbnails                = local.thumbnails
  cors_allowed_origins      = local.origins
  upload_status             = { thumbnail_url_seconds = 120 }
  enable_metrics            = true
  enable_dashboard          = true
  auth_secret_cache_seconds = var.auth_secret_cache_seconds

  # Settings for a temporary stack.
  force_destroy             = true
  table_deletion_protection = false
  log_retention_days        = 1

  # Settings that the engine requires. local_aws/overrides.py has the reasons.
  upload_events      = var.overrides.send_upload_events ? {} : null
  architecture       = var.overrides.architecture
  enable_waf         = var.overrides.enable_waf
  enforce_write_once = var.overrides.enforce_write_once
  pillow_layer_zip   = var.overrides.pillow_layer_zip
  waf                = { logging = var.overrides.waf_logging }
}

module "bucketav" {
  source = "../../module"

  region                                        = var.region
  environment                                   = local.environment
  api_image_upload_domain_name                  = var.domain_names.bucketav
  backend_certificate_arn                       = aws_acm_certificate.api["bucketav"].arn
  uploads_bucket_name                           = "uploads-bucketav"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = var.url_expiration_seconds
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = aws_sns_topic.findings.name

  bucketav_scan_queue       = { arn = aws_sqs_queue.scan.arn }
  pending_uploads           = {}
  enable_metrics            = true
  enable_dashboard          = true
  auth_secret_name          = var.auth_secret_names.bucketav
  cors_allowed_origins      = local.origins
  upload_status             = { thumbnail_url_seconds = 120 }
  auth_secret_cache_seconds = var.auth_secret_cache_seconds

  force_destroy             = true
  table_deletion_protection = false
  log_retention_days        = 1

  architecture       = var.overrides.architecture
  enable_waf         = var.overrides.enable_waf
  enforce_write_once = var.overrides.enforce_write_once
  pillow_layer_zip   = var.overrides.pillow_layer_zip
  waf                = { logging = var.overrides.waf_logging }
}

module "guardduty" {
  source = "../../module"

  region                                        = var.region
  environment                                   = local.environment
  api_image_upload_domain_name                  = var.domain_names.guardduty
  backend_certificate_arn                       = aws_acm_certificate.api["guardduty"].arn
  uploads_bucket_name                           = "uploads-guardduty"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = var.url_expiration_seconds
  scanner                                       = { name = "guardduty", deny_unclean_reads = true }
  scanner_role                                  = { arn = local.guardduty_role_arn }

  enable_metrics            = true
  enable_dashboard          = true
  auth_secret_name          = var.auth_secret_names.guardduty
  cors_allowed_origins      = local.origins
  auth_secret_cache_seconds = var.auth_secret_cache_seconds

  force_destroy             = true
  table_deletion_protection = false
  log_retention_days        = 1

  architecture       = var.overrides.architecture
  enable_waf         = var.overrides.enable_waf
  enforce_write_once = var.overrides.enforce_write_once
  pillow_layer_zip   = var.overrides.pillow_layer_zip
  waf                = { logging = var.overrides.waf_logging }
}
