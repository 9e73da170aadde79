# Whether the bucket sends what the rule matches.

module "pass_sends" {
  source = "../uploader"
  bucket = "sends"
}

resource "aws_s3_bucket" "pass_sends" {
  bucket = "sends"
}

resource "aws_s3_bucket_notification" "pass_sends" {
  bucket      = aws_s3_bucket.pass_sends.bucket
  eventbridge = true
}

resource "aws_cloudwatch_event_rule" "pass_sends" {
  name = "pass_sends"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["sends"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass_sends" {
  rule = "pass_sends"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-sends"
}

module "fail_silent" {
  source = "../uploader"
  bucket = "silent"
}

resource "aws_s3_bucket" "fail_silent" {
  bucket = "silent"
}

resource "aws_s3_bucket_notification" "fail_silent" {
  bucket = aws_s3_bucket.fail_silent.bucket
}

resource "aws_cloudwatch_event_rule" "fail_silent" {
  name = "fail_silent"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["silent"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_silent" {
  rule = "fail_silent"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-silent"
}

module "fail_switched_off" {
  source = "../uploader"
  bucket = "switched-off"
}

resource "aws_s3_bucket" "fail_switched_off" {
  bucket = "switched-off"
}

resource "aws_s3_bucket_notification" "fail_switched_off" {
  bucket      = aws_s3_bucket.fail_switched_off.bucket
  eventbridge = false
}

resource "aws_cloudwatch_event_rule" "fail_switched_off" {
  name = "fail_switched_off"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["switched-off"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_switched_off" {
  rule = "fail_switched_off"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-switched-off"
}
