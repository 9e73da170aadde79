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
