# The nine basic inputs only: all other inputs, the web ACL's included, have their defaults.

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
}

run "with_the_nine_basic_inputs" {
  command = plan

  assert {
    condition     = length(aws_wafv2_web_acl_association.this) == 1
    error_message = "The web ACL is associated with the API's stage."
  }

  assert {
    condition = toset(aws_wafv2_web_acl.this[0].rule[*].name) == toset([
      "auth-header", "common", "ip-reputation", "known-bad-inputs", "rate-limit", "sql-injection"
    ])
    error_message = "The web ACL has these rules, and none with an extra charge."
  }

  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this) == 1
    error_message = "The web ACL's decisions are logged."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled && !aws_s3_bucket.this.force_destroy
    error_message = "terraform destroy must not delete items or files."
  }
}
