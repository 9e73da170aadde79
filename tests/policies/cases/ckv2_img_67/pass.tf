resource "aws_cloudwatch_event_rule" "pass" {
  name = "pass"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass" {
  rule = "pass"
  arn  = module.uploader.function_arn
}
