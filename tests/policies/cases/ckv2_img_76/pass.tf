module "pass" {
  source  = "../uploader"
  bucket  = "pass"
  scanner = "guardduty"
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_cloudwatch_event_rule" "pass" {
  name           = "rule-of-pass"
  event_bus_name = "default"
  event_pattern = jsonencode({
    source  = ["aws.guardduty"]
    account = ["123456789012"]
    "$or" = [
      {
        detail-type = ["GuardDuty Malware Protection Object Scan Result"]
        detail      = { s3ObjectDetails = { bucketName = ["pass"] }, scanResultDetails = { scanResultStatus = ["ACCESS_DENIED", "FAILED"] } }
      },
      {
        detail-type = ["GuardDuty Malware Protection Post Scan Action Failed"]
        detail      = { s3ObjectDetails = { bucketName = ["pass"] } }
      },
      {
        detail-type = [{ equals-ignore-case = "guardduty malware protection resource status warning" }, "GuardDuty Malware Protection Resource Status Error"]
        detail      = { s3BucketDetails = { bucketName = ["pass"] } }
      },
    ]
  })
}

resource "aws_cloudwatch_metric_alarm" "pass" {
  alarm_name          = "alarm-of-pass"
  namespace           = "AWS/Events"
  metric_name         = "TriggeredRules"
  dimensions          = { RuleName = "rule-of-pass" }
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
}
