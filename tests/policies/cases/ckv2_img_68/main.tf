module "uploader" {
  source = "../uploader"
}

resource "aws_cloudwatch_event_rule" "arrival" {
  name          = "arrival"
  event_pattern = jsonencode({ source = ["aws.s3"] })
}

resource "aws_cloudwatch_event_rule" "check" {
  name                = "check"
  schedule_expression = "rate(5 minutes)"
}

resource "aws_sqs_queue" "dead_letters" {
  name = "dead-letters"
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:events:eu-central-1:123456789012:rule/arrival" } }
    }]
  })
}

resource "aws_sqs_queue" "closed" {
  name = "closed"
}

resource "aws_cloudwatch_event_target" "pass_schedule" {
  target_id = "pass-schedule"
  rule      = aws_cloudwatch_event_rule.check.name
  arn       = module.uploader.function_arn

  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 300
  }
}

resource "aws_cloudwatch_event_target" "fail_rule_elsewhere" {
  target_id = "fail-rule-elsewhere"
  rule      = "another"
  arn       = module.uploader.function_arn
}

resource "aws_cloudwatch_event_target" "quiet" {
  target_id = "quiet"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = "arn:aws:lambda:eu-central-1:123456789012:function:another"
}

resource "aws_cloudwatch_event_target" "fail_bus" {
  target_id      = "fail-bus"
  rule           = aws_cloudwatch_event_rule.check.name
  event_bus_name = "another"
  arn            = module.uploader.function_arn
}
