# With a scanner whose results EventBridge carries, these start the function, and nothing else does.

module "pass_results" {
  source  = "../uploader"
  bucket  = "pass-results"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass_results" {
  bucket = "pass-results"
}

resource "aws_cloudwatch_event_rule" "pass_results" {
  name          = "pass-results"
  event_pattern = jsonencode({ source = ["aws.guardduty"], detail-type = ["GuardDuty Malware Protection Object Scan Result"] })
}

resource "aws_cloudwatch_event_target" "pass_results" {
  rule = aws_cloudwatch_event_rule.pass_results.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-pass-results"
}

module "fail_arrivals" {
  source  = "../uploader"
  bucket  = "fail-arrivals"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_arrivals" {
  bucket = "fail-arrivals"
}

resource "aws_cloudwatch_event_rule" "fail_arrivals" {
  name          = "fail-arrivals"
  event_pattern = jsonencode({ source = ["aws.s3"], detail-type = ["Object Created"] })
}

resource "aws_cloudwatch_event_target" "fail_arrivals" {
  rule = aws_cloudwatch_event_rule.fail_arrivals.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-arrivals"
}

module "fail_results_and_arrivals" {
  source  = "../uploader"
  bucket  = "fail-results-and-arrivals"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_results_and_arrivals" {
  bucket = "fail-results-and-arrivals"
}

resource "aws_cloudwatch_event_rule" "fail_results_and_arrivals" {
  name          = "fail-results-and-arrivals"
  event_pattern = jsonencode({ source = ["aws.guardduty", "aws.s3"], detail-type = ["GuardDuty Malware Protection Object Scan Result"] })
}

resource "aws_cloudwatch_event_target" "fail_results_and_arrivals" {
  rule = aws_cloudwatch_event_rule.fail_results_and_arrivals.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-results-and-arrivals"
}

module "fail_results_of_another" {
  source  = "../uploader"
  bucket  = "fail-results-of-another"
  scanner = "bucketav"
}

resource "aws_s3_bucket" "fail_results_of_another" {
  bucket = "fail-results-of-another"
}

resource "aws_cloudwatch_event_rule" "fail_results_of_another" {
  name          = "fail-results-of-another"
  event_pattern = jsonencode({ source = ["aws.guardduty"], detail-type = ["GuardDuty Malware Protection Object Scan Result"] })
}

resource "aws_cloudwatch_event_target" "fail_results_of_another" {
  rule = aws_cloudwatch_event_rule.fail_results_of_another.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-results-of-another"
}

module "fail_results_unscanned" {
  source  = "../uploader"
  bucket  = "fail-results-unscanned"
  scanner = "none"
}

resource "aws_s3_bucket" "fail_results_unscanned" {
  bucket = "fail-results-unscanned"
}

resource "aws_cloudwatch_event_rule" "fail_results_unscanned" {
  name          = "fail-results-unscanned"
  event_pattern = jsonencode({ source = ["aws.guardduty"], detail-type = ["GuardDuty Malware Protection Object Scan Result"] })
}

resource "aws_cloudwatch_event_target" "fail_results_unscanned" {
  rule = aws_cloudwatch_event_rule.fail_results_unscanned.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-results-unscanned"
}

module "fail_rule_elsewhere" {
  source  = "../uploader"
  bucket  = "fail-rule-elsewhere"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_rule_elsewhere" {
  bucket = "fail-rule-elsewhere"
}

resource "aws_cloudwatch_event_target" "fail_rule_elsewhere" {
  rule = "a-rule-that-nobody-sees"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-rule-elsewhere"
}
