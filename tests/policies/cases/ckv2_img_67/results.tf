# The results of the function's own scanner.

module "results" {
  source  = "../uploader"
  bucket  = "results"
  scanner = "guardduty"
}

resource "aws_cloudwatch_event_rule" "pass_results" {
  name = "pass_results"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["results"], objectKey = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass_results" {
  rule = "pass_results"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}

resource "aws_cloudwatch_event_rule" "fail_results_of_every_bucket" {
  name = "fail_results_of_every_bucket"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = [{ prefix = "" }], objectKey = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_results_of_every_bucket" {
  rule = "fail_results_of_every_bucket"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}

resource "aws_cloudwatch_event_rule" "fail_results_of_every_key" {
  name = "fail_results_of_every_key"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["results"], objectKey = [{ prefix = "" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_results_of_every_key" {
  rule = "fail_results_of_every_key"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}

resource "aws_cloudwatch_event_rule" "fail_results_and_others" {
  name = "fail_results_and_others"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result", "GuardDuty Finding"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["results"], objectKey = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_results_and_others" {
  rule = "fail_results_and_others"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}

resource "aws_cloudwatch_event_rule" "fail_results_in_the_form_of_arrivals" {
  name = "fail_results_in_the_form_of_arrivals"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["results"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_results_in_the_form_of_arrivals" {
  rule = "fail_results_in_the_form_of_arrivals"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}

module "bucketav" {
  source  = "../uploader"
  bucket  = "bucketav"
  scanner = "bucketav"
}

resource "aws_cloudwatch_event_rule" "fail_results_of_a_scanner_that_is_not_its_own" {
  name = "fail_results_of_a_scanner_that_is_not_its_own"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["bucketav"], objectKey = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_results_of_a_scanner_that_is_not_its_own" {
  rule = "fail_results_of_a_scanner_that_is_not_its_own"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-bucketav"
}

resource "aws_s3_bucket" "results" {
  bucket = "results"
}

resource "aws_s3_bucket" "bucketav" {
  bucket = "bucketav"
}
