# The scanner that follows from `use_bucketav` (null, true, false) and `scanner` (not set, and each value).

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
  bucketav_sns_findings_topic_name              = "bucketav-FindingsTopic-ABC"

  enable_waf = false # the web ACL's deep schema makes a plan ten times as slow
}

run "use_bucketav_null_and_no_scanner" {
  command = plan

  variables {
    use_bucketav = null
    scanner      = null
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "bucketav"
    error_message = "The scanner is bucketav."
  }
}

run "use_bucketav_true_and_no_scanner" {
  command = plan

  variables {
    use_bucketav = true
    scanner      = null
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "bucketav"
    error_message = "The scanner is bucketav."
  }
}

run "use_bucketav_false_and_no_scanner" {
  command = plan

  variables {
    use_bucketav = false
    scanner      = null
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "none"
    error_message = "The scanner is none."
  }
}

run "use_bucketav_null_and_scanner_bucketav" {
  command = plan

  variables {
    use_bucketav = null
    scanner      = { name = "bucketav" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "bucketav"
    error_message = "The scanner is bucketav."
  }
}

run "use_bucketav_true_and_scanner_bucketav" {
  command = plan

  variables {
    use_bucketav = true
    scanner      = { name = "bucketav" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "bucketav"
    error_message = "The scanner is bucketav."
  }
}

run "use_bucketav_false_and_scanner_bucketav" {
  command = plan

  variables {
    use_bucketav = false
    scanner      = { name = "bucketav" }
  }

  expect_failures = [var.use_bucketav]
}

run "use_bucketav_null_and_scanner_guardduty" {
  command = plan

  variables {
    use_bucketav = null
    scanner      = { name = "guardduty" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "guardduty"
    error_message = "The scanner is guardduty."
  }
}

run "use_bucketav_true_and_scanner_guardduty" {
  command = plan

  variables {
    use_bucketav = true
    scanner      = { name = "guardduty" }
  }

  expect_failures = [var.use_bucketav]
}

run "use_bucketav_false_and_scanner_guardduty" {
  command = plan

  variables {
    use_bucketav = false
    scanner      = { name = "guardduty" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "guardduty"
    error_message = "The scanner is guardduty."
  }
}

run "use_bucketav_null_and_scanner_none" {
  command = plan

  variables {
    use_bucketav = null
    scanner      = { name = "none" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "none"
    error_message = "The scanner is none."
  }
}

run "use_bucketav_true_and_scanner_none" {
  command = plan

  variables {
    use_bucketav = true
    scanner      = { name = "none" }
  }

  expect_failures = [var.use_bucketav]
}

run "use_bucketav_false_and_scanner_none" {
  command = plan

  variables {
    use_bucketav = false
    scanner      = { name = "none" }
  }

  assert {
    condition     = aws_lambda_function.process_uploaded_file.environment[0].variables.SCANNER == "none"
    error_message = "The scanner is none."
  }
}
