resource "aws_cloudwatch_event_rule" "this" {
  for_each = toset(["ours", "another"])

  name                = each.key
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_target" "ours" {
  rule = aws_cloudwatch_event_rule.this["ours"].name
  arn  = module.uploader.function_arn
}

resource "aws_lambda_permission" "pass_rule" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:123456789012:rule/ours"
}

resource "aws_lambda_permission" "fail_another_rule" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:123456789012:rule/another"
}

resource "aws_lambda_permission" "fail_every_rule" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:123456789012:rule/*"
}

resource "aws_lambda_permission" "fail_rule_of_another_account" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:210987654321:rule/ours"
}
