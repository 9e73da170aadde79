resource "aws_cloudwatch_event_rule" "this" {
  for_each = toset(["ours", "another"])

  name                = each.key
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_target" "ours" {
  rule = aws_cloudwatch_event_rule.this["ours"].name
  arn  = module.uploader.function_arn
}
