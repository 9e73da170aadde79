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
  name = "fail-switched-off"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["switched-off"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_switched_off" {
  rule = "fail-switched-off"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-switched-off"
}
