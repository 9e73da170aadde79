# Everything the plan's tests look at, in one plan: a provider of 700 MB starts for each. The web ACL takes
# most of a plan's time, so that few have one.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

# --- A consumer's block, word for word, with BucketAV -----------------------------------------------

module "consumer" {
  source = "../../../../module"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = var.api_image_upload_domain_name
  backend_certificate_arn                       = var.backend_certificate_arn
  uploads_bucket_name                           = var.uploads_bucket_name
  enable_transfer_acceleration                  = var.enable_transfer_acceleration
  lambda_upload_presigned_url_expiration_time_s = var.lambda_upload_presigned_url_expiration_time_s
  use_bucketav                                  = var.use_bucketav
  bucketav_sns_findings_topic_name              = var.bucketav_sns_findings_topic_name
}

# --- Without BucketAV, and the same once more with one thing changed --------------------------------

module "plain" {
  source = "../../../../module"

  region                       = var.region
  environment                  = var.environment
  api_image_upload_domain_name = var.api_image_upload_domain_name
  backend_certificate_arn      = var.backend_certificate_arn
  uploads_bucket_name          = "plain"
  use_bucketav                 = false
  enable_waf                   = false
}

module "guardduty" {
  source = "../../../../module"

  region                       = var.region
  environment                  = var.environment
  api_image_upload_domain_name = var.api_image_upload_domain_name
  backend_certificate_arn      = var.backend_certificate_arn
  uploads_bucket_name          = "guarded"
  scanner                      = { name = "guardduty" }
  enable_waf                   = false
}

module "plain_with_an_origin" {
  source = "../../../../module"

  region                       = var.region
  environment                  = var.environment
  api_image_upload_domain_name = var.api_image_upload_domain_name
  backend_certificate_arn      = var.backend_certificate_arn
  uploads_bucket_name          = "plain"
  use_bucketav                 = false
  upload_status                = {}
  cors_allowed_origins         = ["https://app.example.com"]
  cloudfront_distributions     = [{ arn = "arn:aws:cloudfront::123456789012:distribution/E1PLAIN" }]
}

# All that the deployment does not freeze differs.
module "plain_with_the_same_api" {
  source = "../../../../module"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = "other.example.com"
  backend_certificate_arn                       = var.backend_certificate_arn
  uploads_bucket_name                           = "plain"
  lambda_upload_presigned_url_expiration_time_s = 60
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = var.bucketav_sns_findings_topic_name
  enable_waf                                    = false
  enable_access_logs                            = false
  architecture                                  = "x86_64"
  presigned_url_memory_mb                       = 512
  processing_memory_mb                          = 2048
  log_retention_days                            = 30
  throttling                                    = { rate_limit = 5, burst_limit = 10 }
  tags                                          = { team = "pictures" }
}

# --- The same names in another region ---------------------------------------------------------------

module "elsewhere" {
  source    = "../../../../module"
  providers = { aws = aws.virginia }

  region                       = "us-east-1"
  environment                  = var.environment
  api_image_upload_domain_name = var.api_image_upload_domain_name
  backend_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  uploads_bucket_name          = "plain"
  use_bucketav                 = false
  enable_waf                   = false
}

# --- The longest names that S3 allows, alike but for the last letter; for_each -----------------------

module "long" {
  source   = "../../../../module"
  for_each = toset(["x", "y"])

  region                          = var.region
  environment                     = "an-environment-of-20"
  api_image_upload_domain_name    = "${each.key}.example.com"
  backend_certificate_arn         = var.backend_certificate_arn
  uploads_bucket_name             = "as-long-a-name-as-s3-allows-for-a-bucket-${each.key}"
  use_bucketav                    = each.key == "x"
  scanner                         = each.key == "x" ? null : { name = "guardduty" }
  enable_waf                      = false
  create_api_gateway_account_role = true

  bucketav_sns_findings_topic_name = each.key == "x" ? var.bucketav_sns_findings_topic_name : null
}

# --- count, and depends_on with something that is yet to be made ------------------------------------

resource "terraform_data" "yet_to_be_made" {}

module "counted" {
  source = "../../../../module"
  count  = 1

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = var.backend_certificate_arn
  uploads_bucket_name              = "counted"
  account_id                       = "123456789012"
  bucketav_sns_findings_topic_name = var.bucketav_sns_findings_topic_name
  waf                              = { bot_control = true, count_managed_rules = { bot-control = [] } }

  depends_on = [terraform_data.yet_to_be_made]
}

module "not_at_all" {
  source = "../../../../module"
  count  = 0

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = var.backend_certificate_arn
  uploads_bucket_name              = "not-at-all"
  bucketav_sns_findings_topic_name = var.bucketav_sns_findings_topic_name
}

# --- Every reference to something of the same apply, whose ARN is not known yet ----------------------

module "same_apply" {
  source = "../../../../module"

  region                           = var.region
  environment                      = var.environment
  api_image_upload_domain_name     = var.api_image_upload_domain_name
  backend_certificate_arn          = terraform_data.yet_to_be_made.id
  uploads_bucket_name              = "same-apply"
  bucketav_sns_findings_topic_name = var.bucketav_sns_findings_topic_name
  bucketav_scan_queue              = { arn = terraform_data.yet_to_be_made.id }
  auth_secret_kms_key              = { arn = terraform_data.yet_to_be_made.id }
  kms_key                          = { arn = terraform_data.yet_to_be_made.id }
  alarm_topics                     = [{ arn = terraform_data.yet_to_be_made.id }]
  cloudfront_distributions         = [{ arn = terraform_data.yet_to_be_made.id }]
  route53_zone                     = { id = terraform_data.yet_to_be_made.id }
  s3_access_log_bucket             = { id = terraform_data.yet_to_be_made.id }
  permissions_boundary             = { arn = terraform_data.yet_to_be_made.id }
  enable_waf                       = false
}

# --- Every option ------------------------------------------------------------------------------------

module "everything" {
  source = "../../../../module"

  region                                        = var.region
  environment                                   = var.environment
  api_image_upload_domain_name                  = "everything.example.com"
  backend_certificate_arn                       = var.backend_certificate_arn
  uploads_bucket_name                           = "everything"
  enable_transfer_acceleration                  = true
  lambda_upload_presigned_url_expiration_time_s = 900
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = var.bucketav_sns_findings_topic_name

  bucketav_scan_queue  = { arn = "arn:aws:sqs:eu-central-1:123456789012:bucketav-ScanQueue-1" }
  pending_uploads      = { alarm_after_minutes = 30 }
  upload_events        = { bus = { arn = "arn:aws:events:eu-central-1:123456789012:event-bus/uploads" } }
  enable_metrics       = true
  enable_dashboard     = true
  enable_saved_queries = true
  auth_secret_name     = "shared/auth"
  auth_secret_kms_key  = { arn = "arn:aws:kms:eu-central-1:123456789012:key/5ec3e7" }
  kms_key              = { arn = "arn:aws:kms:eu-central-1:123456789012:key/da7a" }

  auth_secret_cache_seconds = 5
  upload_max_bytes          = 104857600
  require_size              = true
  allowed_extensions        = { jpg = "image/jpeg", jpe = "image/jpeg", avif = "image/avif", heic = "image/heic" }
  cors_allowed_origins      = ["https://app.example.com", "http://localhost:5173"]
  enforce_write_once        = false
  force_destroy             = true

  noncurrent_version_expiration_days = 7

  cloudfront_distributions = [
    { arn = "arn:aws:cloudfront::123456789012:distribution/E1FIRST" },
    { arn = "arn:aws:cloudfront::123456789012:distribution/E2SECOND" },
  ]
  additional_bucket_policy_statements = [
    {
      sid        = "BackupReads"
      principals = { AWS = ["arn:aws:iam::123456789012:role/backup"] }
      actions    = ["s3:GetObject"]
      paths      = ["uploads/*", "thumbnails/*"]
    },
    {
      sid        = "NobodyDeletesTheBucket"
      effect     = "Deny"
      principals = { "*" = ["*"] }
      actions    = ["s3:DeleteBucket"]
      conditions = { StringNotEquals = { "aws:PrincipalTag/team" = ["platform"] } }
    },
  ]
  s3_access_log_bucket = { id = "acme-access-logs" }

  thumbnails                      = { large = { width = 1200, height = 1200, quality = 82 } }
  thumbnail_format                = "webp"
  thumbnail                       = { width = 320, height = 240, fit = "cover", quality = 70 }
  max_image_pixels                = 100000000
  architecture                    = "x86_64"
  presigned_url_memory_mb         = 512
  processing_memory_mb            = 2048
  processing_timeout_seconds      = 120
  processing_reserved_concurrency = 20
  permissions_boundary            = { arn = "arn:aws:iam::123456789012:policy/boundary" }

  throttling                      = { rate_limit = 5, burst_limit = 10 }
  upload_status                   = { throttling = { rate_limit = 20, burst_limit = 40 }, rate_limit = 400, thumbnail_url_seconds = 120, memory_mb = 512 }
  disable_execute_api_endpoint    = true
  create_api_gateway_account_role = true
  route53_zone                    = { id = "Z0123456789ABCDEFGHIJ" }
  waf = {
    rate_limit          = 200
    bot_control         = true
    count_rules         = ["auth-header", "common", "rate-limit"]
    count_managed_rules = { sql-injection = ["SQLi_QUERYARGUMENTS"] }
    trusted_backends    = { addresses = ["192.0.2.0/28"], rate_limit = 5000 }
  }

  table_deletion_protection = false
  log_retention_days        = 90
  alarm_topics              = [{ arn = "arn:aws:sns:eu-central-1:123456789012:alarms" }]
  tags                      = { team = "pictures" }
}

# --- What is off by default, without a domain, and with a topic of another account -------------------

module "options" {
  source = "../../../../module"

  region                                        = var.region
  environment                                   = var.environment
  uploads_bucket_name                           = "options"
  lambda_upload_presigned_url_expiration_time_s = 3601
  bucketav_sns_findings_topic                   = { arn = "arn:aws:sns:eu-west-1:999999999999:findings" }
  enable_waf                                    = false
  enable_method_metrics                         = true
  enable_metrics                                = true
  enable_dashboard                              = true
  enable_saved_queries                          = true

  cors_allowed_origins     = ["https://app.example.com"]
  cors_allowed_headers     = ["traceparent", "baggage"]
  write_once_exempt_roles  = [{ arn = "arn:aws:iam::123456789012:role/restore" }]
  original_expiration_days = 90
  delete_rejected_uploads  = true

  additional_lifecycle_rules = [{
    id                                 = "archive"
    prefix                             = "uploads/"
    expiration_days                    = 400
    noncurrent_version_expiration_days = 7
    transitions = [
      { days = 30, storage_class = "STANDARD_IA" },
      { days = 90, storage_class = "GLACIER_IR" },
    ]
  }]
  additional_notifications = [
    { id = "queue", events = ["s3:ObjectRemoved:*"], queue = { arn = "arn:aws:sqs:eu-central-1:123456789012:removed" } },
    { id = "topic", events = ["s3:ObjectCreated:*"], prefix = "thumbnails/", topic = { arn = "arn:aws:sns:eu-central-1:123456789012:made" } },
    { id = "function", events = ["s3:ObjectTagging:*"], suffix = ".png", function = { arn = terraform_data.yet_to_be_made.id } },
  ]

  alarm_thresholds = { processing-errors = 5 }
  alarm_topics = [
    { arn = "arn:aws:sns:eu-central-1:123456789012:pager", severities = ["page"], ok_messages = false },
    { arn = "arn:aws:sns:eu-central-1:123456789012:tickets", severities = ["ticket"] },
  ]
}
