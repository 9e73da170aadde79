# What `nox -s policies` scans: the module in both scan modes at its defaults, with what a consumer adds to
# have everything of it there: a zone, origins, alarms that speak, WAF logs. No stand-in for BucketAV.

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
  region = local.region
}

locals {
  region = "eu-central-1"

  modes = {
    plain     = { use_bucketav = false, topic = null }
    bucketav  = { use_bucketav = true, topic = "bucketav-findings" }
    guardduty = { use_bucketav = null, topic = null }
  }
}

# Documents that no resource holds, for the test that holds all of them against AWS's reference.
output "documents" {
  value = [for instance in module.image_uploader : instance.copy_role_policy]
}

module "image_uploader" {
  for_each = local.modes
  source   = "../../../module"

  region                                        = local.region
  environment                                   = "scan"
  api_image_upload_domain_name                  = "${each.key}.uploads.example.com"
  backend_certificate_arn                       = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  uploads_bucket_name                           = "uploads-${each.key}"
  enable_transfer_acceleration                  = true
  lambda_upload_presigned_url_expiration_time_s = 300
  use_bucketav                                  = each.value.use_bucketav
  bucketav_sns_findings_topic_name              = each.value.topic

  scanner                  = each.value.use_bucketav == null ? { name = "guardduty", deny_unclean_reads = true } : null
  bucketav_scan_queue      = each.key == "bucketav" ? { arn = "arn:aws:sqs:eu-central-1:123456789012:bucketav-scan" } : null
  pending_uploads          = each.key == "bucketav" ? {} : null
  cors_allowed_origins     = ["https://app.example.com"]
  cloudfront_distributions = [{ arn = "arn:aws:cloudfront::123456789012:distribution/E0000000000000" }]
  route53_zone             = { id = "Z0000000000000" }
  upload_status            = each.key == "bucketav" ? null : { thumbnail_url_seconds = 120 }
  upload_events            = each.key == "plain" ? {} : null
  waf                      = each.key == "bucketav" ? {} : { trusted_backends = { addresses = ["203.0.113.7/32"] } }
  enable_metrics           = true
  enable_dashboard         = true
  enable_saved_queries     = true
  alarm_topics             = [{ arn = "arn:aws:sns:eu-central-1:123456789012:alarms" }]
}
