# The scan modes as a consumer applies them, with a mocked provider.

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

run "with_bucketav" {
  assert {
    condition     = output.uploads_bucket_arn == "arn:aws:s3:::prod-acme-uploads"
    error_message = "The bucket's name is the environment and uploads_bucket_name."
  }

  assert {
    condition     = output.uploads_bucket_regional_domain_name == "prod-acme-uploads.s3.eu-central-1.amazonaws.com"
    error_message = "The output is a CloudFront origin's domain name."
  }

  assert {
    condition     = output.metadata_table_arn == "arn:aws:dynamodb:eu-central-1:123456789012:table/prod-acme-uploads-metadata"
    error_message = "The table's name begins with the bucket's."
  }

  assert {
    condition     = output.api_url == "https://uploads.example.com/upload-url"
    error_message = "Clients call the API on the custom domain."
  }

  assert {
    condition     = aws_sns_topic_subscription.findings[0].topic_arn == "arn:aws:sns:eu-central-1:123456789012:bucketav-FindingsTopic-ABC"
    error_message = "The function is subscribed to the findings topic."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_subscription.findings[0].filter_policy) == { bucket = ["prod-acme-uploads"], key = [{ prefix = "uploads/" }] }
    error_message = "Only findings for this bucket's uploads reach the function."
  }

  assert {
    condition     = length(aws_s3_bucket_notification.this) == 0
    error_message = "The bucket must not call the function before the scan."
  }
}

run "without_bucketav" {
  variables {
    use_bucketav                     = false
    bucketav_sns_findings_topic_name = null
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].lambda_function[0].lambda_function_arn == "arn:aws:lambda:eu-central-1:123456789012:function:prod-acme-uploads-process-uploaded-file"
    error_message = "The bucket calls the function."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.findings) == 0
    error_message = "There is no topic to subscribe to."
  }

  assert {
    condition     = output.web_acl_arn == null
    error_message = "Without WAF the output is null."
  }
}

run "with_guardduty" {
  command = plan

  variables {
    use_bucketav                     = null
    bucketav_sns_findings_topic_name = null
    scanner                          = { name = "guardduty" }
  }

  assert {
    condition     = aws_guardduty_malware_protection_plan.this[0].protected_resource[0].s3_bucket[0].object_prefixes == toset(["uploads/"])
    error_message = "GuardDuty scans only uploads."
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].eventbridge && length(aws_s3_bucket_notification.this[0].lambda_function) == 0
    error_message = "The bucket sends its events to EventBridge, and must not call a function before the scan."
  }

  assert {
    condition     = aws_cloudwatch_event_target.scan_result[0].arn == "arn:aws:lambda:eu-central-1:123456789012:function:prod-acme-uploads-process-uploaded-file"
    error_message = "GuardDuty's results call the function."
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "guardduty"
    error_message = "The function waits for GuardDuty's results."
  }
}

run "with_an_existing_protection_plan" {
  command = plan

  variables {
    use_bucketav                     = null
    bucketav_sns_findings_topic_name = null
    scanner                          = { name = "guardduty" }
    scanner_role                     = { arn = "arn:aws:iam::123456789012:role/scanner" }
  }

  assert {
    condition     = length(aws_guardduty_malware_protection_plan.this) == 0 && length(aws_iam_role.guardduty) == 0
    error_message = "The module must not create a second protection plan."
  }

  assert {
    condition     = one([for one in jsondecode(aws_s3_bucket_policy.this.policy).Statement : one.Condition.ArnNotEquals["aws:PrincipalArn"] if one.Sid == "DenyTagsOfOthers"]) == "arn:aws:iam::123456789012:role/scanner"
    error_message = "Only the plan's role may tag uploads."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.scan_result) == 1
    error_message = "The plan's results call the function."
  }

  assert {
    condition     = [for one in ["scans-failed", "scan-tags-failed", "scan-plan-failed"] : aws_cloudwatch_metric_alarm.this[one].dimensions.RuleName] == [for one in ["scan", "tag", "plan"] : aws_cloudwatch_event_rule.guardduty_failure[one].name]
    error_message = "Its failures raise alarms."
  }
}

run "the_scan_queue_is_the_buckets_only_notification" {
  variables {
    bucketav_scan_queue = { arn = "arn:aws:sqs:eu-central-1:123456789012:bucketav-ScanQueue-1" }
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].queue[0].queue_arn == "arn:aws:sqs:eu-central-1:123456789012:bucketav-ScanQueue-1"
    error_message = "The bucket notifies BucketAV."
  }

  assert {
    condition     = length(aws_s3_bucket_notification.this[0].lambda_function) == 0
    error_message = "The bucket must not call the function before the scan."
  }
}

run "only_heif_adds_the_heic_layer" {
  command = plan

  variables {
    allowed_extensions = { hif = "image/heif" }
  }

  assert {
    condition     = length(aws_lambda_layer_version.heif) == 1 && aws_lambda_layer_version.heif[0].layer_name == "prod-acme-uploads-heif-arm64"
    error_message = "The HEIC decoder is a separate layer."
  }
}

run "a_consumers_own_layer_is_the_only_one" {
  command = plan

  variables {
    allowed_extensions = { heic = "image/heic" }
    pillow_layer_zip   = "packages/pillow-arm64.zip"
  }

  assert {
    condition     = length(aws_lambda_layer_version.heif) == 0
    error_message = "The consumer's layer has all decoders, so it is the only layer."
  }
}

run "in_another_partition" {
  command = plan

  variables {
    region                  = "cn-north-1"
    backend_certificate_arn = "arn:aws-cn:acm:cn-north-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  override_data {
    target = data.aws_partition.current
    values = {
      partition  = "aws-cn"
      dns_suffix = "amazonaws.com.cn"
    }
  }

  override_data {
    target = data.aws_region.current
    values = {
      id   = "cn-north-1"
      name = "cn-north-1"
    }
  }

  assert {
    condition     = output.uploads_bucket_arn == "arn:aws-cn:s3:::prod-acme-uploads"
    error_message = "ARNs are in the provider's partition."
  }

  assert {
    condition     = output.uploads_bucket_regional_domain_name == "prod-acme-uploads.s3.cn-north-1.amazonaws.com.cn"
    error_message = "Host names are in the provider's partition."
  }

  assert {
    condition     = aws_lambda_function.get_presigned_url.environment[0].variables.DNS_SUFFIX == "amazonaws.com.cn"
    error_message = "URLs are signed for hosts in the provider's partition."
  }
}

run "another_region_than_the_providers" {
  command = plan

  variables {
    region                  = "eu-west-1"
    backend_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [aws_s3_bucket.this]
}

# BucketAV connects the bucket: notifications that others have set on the bucket stay.
run "pending_uploads_with_existing_events" {
  command = plan

  variables {
    pending_uploads = { eventbridge = "existing" }
  }

  assert {
    condition     = length(aws_s3_bucket_notification.this) == 0
    error_message = "The module must not replace the notifications that others set."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.pending) == 2
    error_message = "Uploads are recorded from the events that the bucket already sends."
  }
}

run "pending_uploads_that_replace_the_notification" {
  command = plan

  variables {
    pending_uploads = { eventbridge = "replace" }
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].eventbridge && length(aws_s3_bucket_notification.this[0].queue) == 0
    error_message = "The notification resource sends the bucket's events to EventBridge."
  }
}
