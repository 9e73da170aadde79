resource "aws_cloudwatch_event_target" "pass_retries" {
  target_id = "pass-retries"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  retry_policy {
    maximum_retry_attempts       = 185
    maximum_event_age_in_seconds = 86400
  }
}
