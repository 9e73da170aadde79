# Every validation of every variable fails once. Each run makes a plan, so each breaks several variables.
# `tests/unit/module/` compares the messages.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  region                                        = "eu-central-1"
  environment                                   = "prod"
  api_image_upload_domain_name                  = "uploads.example.com"
  backend_certificate_arn                       = "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  uploads_bucket_name                           = "acme-uploads"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = 300
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = "bucketav-FindingsTopic-ABC"

  enable_waf = false # the web ACL's deep schema makes a plan ten times as slow
}

run "a_region_in_a_wrong_form" {
  command = plan

  variables {
    backend_certificate_arn = "arn:aws:acm:frankfurt-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    region                  = "frankfurt-1"
  }

  expect_failures = [var.region]
}

run "an_environment_with_a_capital" {
  command = plan

  variables {
    environment = "Prod"
  }

  expect_failures = [var.environment]
}

run "other_basic_inputs_in_a_wrong_form" {
  command = plan

  variables {
    api_image_upload_domain_name                  = "https://uploads.example.com"
    uploads_bucket_name                           = "Acme-Uploads"
    lambda_upload_presigned_url_expiration_time_s = 0
    bucketav_sns_findings_topic_name              = "arn:aws:sns:eu-central-1:123456789012:findings"
  }

  expect_failures = [
    var.api_image_upload_domain_name,
    var.uploads_bucket_name,
    var.lambda_upload_presigned_url_expiration_time_s,
    var.bucketav_sns_findings_topic_name,
  ]
}

run "basic_inputs_that_contradict_each_other" {
  command = plan

  variables {
    backend_certificate_arn          = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    uploads_bucket_name              = "a-name-that-fits-alone-but-not-with-the-environment-before-it"
    bucketav_sns_findings_topic_name = null
  }

  expect_failures = [
    var.backend_certificate_arn,
    var.uploads_bucket_name,
    var.bucketav_sns_findings_topic_name,
  ]
}

run "a_reserved_bucket_name" {
  command = plan

  variables {
    uploads_bucket_name     = "uploads-s3alias"
    backend_certificate_arn = "11111111-2222" # in this run, because Terraform does not validate it if the domain name is wrong
  }

  expect_failures = [
    var.uploads_bucket_name,
    var.backend_certificate_arn,
  ]
}

run "options_in_a_wrong_form" {
  command = plan

  variables {
    thumbnails                         = { a = {}, b = {}, c = {}, d = {}, e = {}, f = {} }
    thumbnail_format                   = "png"
    account_id                         = "1234-5678-9012"
    bucketav_scan_queue                = { arn = "scan" }
    auth_secret_name                   = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:auth-AbCdEf"
    auth_secret_kms_key                = { arn = "arn:aws:kms:eu-central-1:123456789012:alias/data" }
    auth_secret_cache_seconds          = -1
    allowed_extensions                 = {}
    cors_allowed_origins               = ["*"]
    cors_allowed_headers               = ["*"]
    write_once_exempt_roles            = [{ arn = "restore" }]
    original_expiration_days           = 0
    additional_lifecycle_rules         = [{ id = "tidy-up", expiration_days = 1 }]
    alarm_thresholds                   = { dead-letters = 10 }
    noncurrent_version_expiration_days = 0
    cloudfront_distributions           = [{ arn = "E1ABC" }]
    additional_bucket_policy_statements = [{
      sid        = "BackupReads"
      principals = { AWS = ["arn:aws:iam::123456789012:role/backup"] }
      actions    = ["s3:GetObject"]
      effect     = "allow"
    }]
    s3_access_log_bucket            = { id = "arn:aws:s3:::logs" }
    thumbnail                       = { width = 15 }
    max_image_pixels                = 9999
    architecture                    = "amd64"
    presigned_url_memory_mb         = 127
    processing_memory_mb            = 511
    processing_timeout_seconds      = 29
    processing_reserved_concurrency = 0
    pillow_layer_zip                = "no-such-layer.zip"
    permissions_boundary            = { arn = "boundary" }
    kms_key                         = { arn = "arn:aws:kms:eu-central-1:123456789012:alias/data" }
    throttling                      = { rate_limit = 0 }
    waf                             = { rate_limit = 9 }
    route53_zone                    = { id = "example.com" }
    log_retention_days              = 31
    alarm_topics                    = [{ arn = "alarms" }]
    tags                            = { "aws:team" = "pictures" }
  }

  expect_failures = [
    var.thumbnails,
    var.thumbnail_format,
    var.account_id,
    var.bucketav_scan_queue,
    var.auth_secret_name,
    var.auth_secret_kms_key,
    var.auth_secret_cache_seconds,
    var.allowed_extensions,
    var.cors_allowed_origins,
    var.cors_allowed_headers,
    var.write_once_exempt_roles,
    var.original_expiration_days,
    var.additional_lifecycle_rules,
    var.alarm_thresholds,
    var.noncurrent_version_expiration_days,
    var.cloudfront_distributions,
    var.additional_bucket_policy_statements,
    var.s3_access_log_bucket,
    var.thumbnail,
    var.max_image_pixels,
    var.architecture,
    var.presigned_url_memory_mb,
    var.processing_memory_mb,
    var.processing_timeout_seconds,
    var.processing_reserved_concurrency,
    var.pillow_layer_zip,
    var.permissions_boundary,
    var.kms_key,
    var.throttling,
    var.waf,
    var.route53_zone,
    var.log_retention_days,
    var.alarm_topics,
    var.tags,
  ]
}

run "options_of_another_region" {
  command = plan

  variables {
    waf                 = { trusted_backends = { addresses = ["10.0.0.0/16"] } }
    thumbnails          = { default = {} }
    bucketav_scan_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:scan" }
    auth_secret_kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:key/da7a" }
    kms_key             = { arn = "arn:aws:kms:eu-west-1:123456789012:key/da7a" }
    alarm_topics        = [{ arn = "arn:aws:sns:us-east-1:123456789012:alarms" }]
  }

  expect_failures = [
    var.waf,
    var.thumbnails,
    var.bucketav_scan_queue,
    var.auth_secret_kms_key,
    var.kms_key,
    var.alarm_topics,
  ]
}

run "options_with_unknown_values" {
  command = plan

  variables {
    thumbnails           = { large = { height = 2049 } }
    allowed_extensions   = { svg = "image/svg+xml" }
    cors_allowed_origins = ["http://app.example.com"]
    additional_bucket_policy_statements = [{
      sid        = "Backup reads"
      principals = { AWS = ["arn:aws:iam::123456789012:role/backup"] }
      actions    = ["s3:GetObject"]
    }]
    s3_access_log_bucket = { id = "prod-acme-uploads" }
    thumbnail            = { fit = "fill" }
    waf                  = { count_rules = ["header"] }
    alarm_topics         = [{ arn = "arn:aws:sns:eu-central-1:123456789012:alarms", severities = ["high"] }]
    alarm_thresholds     = { api-4xx = 0 }
    additional_lifecycle_rules = [{
      id          = "archive"
      transitions = [{ days = 30, storage_class = "COLD" }]
    }]
    additional_notifications = [{
      id     = "removed"
      events = ["ObjectRemoved"]
      queue  = { arn = "arn:aws:sqs:eu-central-1:123456789012:removed" }
    }]
  }

  expect_failures = [
    var.thumbnails,
    var.allowed_extensions,
    var.cors_allowed_origins,
    var.additional_bucket_policy_statements,
    var.s3_access_log_bucket,
    var.thumbnail,
    var.waf,
    var.alarm_topics,
    var.alarm_thresholds,
    var.additional_lifecycle_rules,
    var.additional_notifications,
  ]
}

run "options_with_invalid_values" {
  command = plan

  variables {
    thumbnails          = { large = { fit = "fill" } }
    use_bucketav        = false
    bucketav_scan_queue = { arn = "arn:aws:sqs:eu-central-1:123456789012:scan" }
    additional_bucket_policy_statements = [{
      sid        = "BackupReads"
      principals = { "*" = ["*"] }
      actions    = ["s3:GetObject"]
    }]
    upload_max_bytes = 0 # in this run, because Terraform does not validate processing_memory_mb if upload_max_bytes is wrong
    thumbnail        = { quality = 0 }
    waf              = { count_managed_rules = { "auth-header" = ["x"] } }

    bucketav_sns_findings_topic_name = null
    bucketav_sns_findings_topic      = { arn = "arn:aws:sns:eu-west-1:999999999999:findings" }
    additional_lifecycle_rules       = [{ id = "archive" }]
  }

  expect_failures = [
    var.thumbnails,
    var.bucketav_scan_queue,
    var.additional_bucket_policy_statements,
    var.upload_max_bytes,
    var.thumbnail,
    var.waf,
    var.bucketav_sns_findings_topic,
    var.additional_lifecycle_rules,
  ]
}

run "options_without_required_inputs" {
  command = plan

  variables {
    waf                              = { trusted_backends = { addresses = ["203.0.113.7/32"], rate_limit = 9 } }
    thumbnails                       = { large = { quality = 96 } }
    api_image_upload_domain_name     = null
    disable_execute_api_endpoint     = true
    route53_zone                     = { id = "Z0123456789ABC" }
    bucketav_sns_findings_topic_name = null
    bucketav_sns_findings_topic      = { arn = "findings" }
    additional_lifecycle_rules       = [{ id = "archive", expiration_days = 0 }]
    additional_notifications = [{
      id     = "bucketav-scan"
      events = ["s3:ObjectRemoved:*"]
      queue  = { arn = "arn:aws:sqs:eu-central-1:123456789012:removed" }
    }]
  }

  expect_failures = [
    var.waf,
    var.thumbnails,
    var.backend_certificate_arn,
    var.disable_execute_api_endpoint,
    var.route53_zone,
    var.bucketav_sns_findings_topic,
    var.additional_lifecycle_rules,
    var.additional_notifications,
  ]
}

run "two_findings_topics" {
  command = plan

  variables {
    bucketav_sns_findings_topic = { arn = "arn:aws:sns:eu-west-1:999999999999:findings" }
  }

  expect_failures = [var.bucketav_sns_findings_topic_name]
}

run "a_statement_without_principals" {
  command = plan

  variables {
    additional_bucket_policy_statements = [{
      sid        = "BackupReads"
      principals = {}
      actions    = ["s3:GetObject"]
    }]
    additional_notifications = [{ id = "removed", events = ["s3:ObjectRemoved:*"] }]
  }

  expect_failures = [
    var.additional_bucket_policy_statements,
    var.additional_notifications,
  ]
}

run "a_statement_without_actions" {
  command = plan

  variables {
    additional_bucket_policy_statements = [{
      sid        = "BackupReads"
      principals = { AWS = ["arn:aws:iam::123456789012:role/backup"] }
      actions    = []
    }]

    use_bucketav                     = false
    bucketav_sns_findings_topic_name = null
    additional_notifications = [{
      id     = "created"
      events = ["s3:ObjectCreated:*"]
      queue  = { arn = "arn:aws:sqs:eu-central-1:123456789012:created" }
    }]
  }

  expect_failures = [
    var.additional_bucket_policy_statements,
    var.additional_notifications,
  ]
}

run "a_statement_with_a_leading_slash" {
  command = plan

  variables {
    additional_bucket_policy_statements = [{
      sid        = "BackupReads"
      principals = { AWS = ["arn:aws:iam::123456789012:role/backup"] }
      actions    = ["s3:GetObject"]
      paths      = ["/uploads/*"]
    }]
  }

  expect_failures = [var.additional_bucket_policy_statements]
}

run "less_memory_than_the_largest_upload_needs" {
  command = plan

  variables {
    upload_max_bytes     = 104857600
    processing_memory_mb = 667
  }

  expect_failures = [var.processing_memory_mb]
}

run "upload_events_with_a_bus_name" {
  command = plan

  variables {
    upload_events = { bus = { arn = "default" } }
  }

  expect_failures = [var.upload_events]
}

run "pending_uploads_without_a_source_of_events" {
  command = plan

  variables {
    pending_uploads = {}
  }

  expect_failures = [var.pending_uploads]
}

run "pending_uploads_with_an_unknown_eventbridge" {
  command = plan

  variables {
    pending_uploads = { eventbridge = "yes" }
  }

  expect_failures = [var.pending_uploads]
}

run "pending_uploads_with_a_needless_eventbridge" {
  command = plan

  variables {
    use_bucketav    = false
    pending_uploads = { eventbridge = "existing" }
  }

  expect_failures = [var.pending_uploads]
}

run "pending_uploads_with_a_short_alarm_time" {
  command = plan

  variables {
    pending_uploads = { alarm_after_minutes = 5, eventbridge = "existing" }
  }

  expect_failures = [var.pending_uploads]
}

# In runs of their own: their limits are compared with waf's, so they are not validated if waf is wrong.
run "a_status_without_requests" {
  command = plan

  variables {
    upload_status = { throttling = { rate_limit = 0 } }
  }

  expect_failures = [var.upload_status]
}

run "a_status_below_the_limit_of_uploads" {
  command = plan

  variables {
    upload_status = { rate_limit = 1000 }
  }

  expect_failures = [var.upload_status]
}

run "a_status_with_long_lived_urls" {
  command = plan

  variables {
    upload_status = { thumbnail_url_seconds = 3601 }
  }

  expect_failures = [var.upload_status]
}

run "a_status_with_too_little_memory" {
  command = plan

  variables {
    upload_status = { memory_mb = 127 }
  }

  expect_failures = [var.upload_status]
}

run "an_unknown_scanner" {
  command = plan

  variables {
    use_bucketav = null
    scanner      = { name = "clamav" }
  }

  expect_failures = [var.scanner]
}

run "a_scanner_that_contradicts_use_bucketav" {
  command = plan

  variables {
    scanner = { name = "guardduty" }
  }

  expect_failures = [var.use_bucketav]
}

run "unclean_reads_denied_without_a_scanner_role" {
  command = plan

  variables {
    scanner = { name = "bucketav", deny_unclean_reads = true }
  }

  expect_failures = [var.scanner_role]
}

run "a_scanner_role_without_a_scanner" {
  command = plan

  variables {
    use_bucketav = false
    scanner_role = { arn = "arn:aws:iam::123456789012:role/scanner" }
  }

  expect_failures = [var.scanner_role]
}

run "a_scanner_role_by_name" {
  command = plan

  variables {
    scanner_role = { arn = "scanner" }
  }

  expect_failures = [var.scanner_role]
}
