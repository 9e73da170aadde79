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

resource "aws_cloudwatch_event_target" "pass" {
  target_id = "pass"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }
}

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

resource "aws_cloudwatch_event_target" "pass_schedule" {
  target_id = "pass-schedule"
  rule      = aws_cloudwatch_event_rule.check.name
  arn       = module.uploader.function_arn

  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 300
  }
}

resource "aws_cloudwatch_event_target" "fail_dropped" {
  target_id = "fail-dropped"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn
}

resource "aws_cloudwatch_event_target" "fail_closed" {
  target_id = "fail-closed"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:closed"
  }
}

resource "aws_cloudwatch_event_target" "fail_elsewhere" {
  target_id = "fail-elsewhere"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:another"
  }
}

resource "aws_cloudwatch_event_target" "fail_no_retries" {
  target_id = "fail-no-retries"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 86400
  }
}

resource "aws_cloudwatch_event_target" "fail_minute" {
  target_id = "fail-minute"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  retry_policy {
    maximum_retry_attempts       = 185
    maximum_event_age_in_seconds = 60
  }
}

resource "aws_cloudwatch_event_target" "fail_input" {
  target_id = "fail-input"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  input = jsonencode({ a = 1 })
}

resource "aws_cloudwatch_event_target" "fail_path" {
  target_id = "fail-path"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  input_path = "$.detail"
}

resource "aws_cloudwatch_event_target" "fail_schedule_input" {
  target_id = "fail-schedule-input"
  rule      = aws_cloudwatch_event_rule.check.name
  arn       = module.uploader.function_arn

  input = jsonencode({ a = 1 })
}

resource "aws_cloudwatch_event_target" "fail_role" {
  target_id = "fail-role"
  rule      = aws_cloudwatch_event_rule.arrival.name
  arn       = module.uploader.function_arn

  dead_letter_config {
    arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  }

  role_arn = "arn:aws:iam::123456789012:role/events"
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
