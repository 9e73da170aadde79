# A rule and an alarm for each failure, as the module has them.

module "several" {
  source  = "../uploader"
  bucket  = "several"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass_several" {
  bucket = "several"
}

resource "aws_cloudwatch_event_rule" "scan" {
  name = "several-scan"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail = {
      s3ObjectDetails   = { bucketName = ["several"], objectKey = [{ prefix = "uploads/" }] }
      scanResultDetails = { scanResultStatus = ["ACCESS_DENIED", "FAILED"] }
    }
  })
}

resource "aws_cloudwatch_event_rule" "tag" {
  name = "several-tag"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Post Scan Action Failed"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["several"] } }
  })
}

resource "aws_cloudwatch_event_rule" "plan" {
  name = "several-plan"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Resource Status Warning", "GuardDuty Malware Protection Resource Status Error"]
    account     = ["123456789012"]
    detail      = { s3BucketDetails = { bucketName = ["several"] } }
  })
}

resource "aws_cloudwatch_metric_alarm" "several" {
  for_each = toset(["several-scan", "several-tag", "several-plan"])

  alarm_name          = each.key
  namespace           = "AWS/Events"
  metric_name         = "TriggeredRules"
  dimensions          = { RuleName = each.key }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}

# No rule at all

module "fail_none" {
  source  = "../uploader"
  bucket  = "fail-none"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "fail_none" {
  bucket = "fail-none"
}

# Without GuardDuty there is nothing to tell of.

module "quiet" {
  source  = "../uploader"
  bucket  = "quiet"
  scanner = "bucketav"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
