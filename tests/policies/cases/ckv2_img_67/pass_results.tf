resource "aws_cloudwatch_event_rule" "pass_results" {
  name = "pass-results"
  event_pattern = jsonencode({
    source      = ["aws.guardduty"]
    detail-type = ["GuardDuty Malware Protection Object Scan Result"]
    account     = ["123456789012"]
    detail      = { s3ObjectDetails = { bucketName = ["results"], objectKey = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass_results" {
  rule = "pass-results"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-results"
}
