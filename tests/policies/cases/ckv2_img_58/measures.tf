# Alarms on the right metric that compare another figure of it.

resource "aws_lambda_function_event_invoke_config" "measures" {
  for_each = toset(["fail-unit"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "fail_unit" {
  name = "fail-unit"
}

resource "aws_cloudwatch_metric_alarm" "unit" {
  alarm_name          = "fail-unit"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-unit" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  unit                = "Bytes"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
}
