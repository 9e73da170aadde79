module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass", "pass-greater", "pass-ignored", "fail-all-clear", "fail-without", "fail-hundred", "fail-tomorrow", "fail-silent", "fail-age", "fail-namespace"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "pass" {
  name = "pass"
}

resource "aws_sqs_queue" "pass_greater" {
  name = "pass-greater"
}

resource "aws_sqs_queue" "fail_without" {
  name = "fail-without"
}

resource "aws_sqs_queue" "fail_hundred" {
  name = "fail-hundred"
}

resource "aws_sqs_queue" "fail_tomorrow" {
  name = "fail-tomorrow"
}

resource "aws_sqs_queue" "fail_silent" {
  name = "fail-silent"
}

resource "aws_sqs_queue" "fail_age" {
  name = "fail-age"
}

resource "aws_sqs_queue" "quiet" {
  name = "quiet"
}

resource "aws_cloudwatch_metric_alarm" "pass" {
  alarm_name          = "pass"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "pass" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "pass_greater" {
  alarm_name          = "pass-greater"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "pass-greater" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "fail_hundred" {
  alarm_name          = "fail-hundred"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-hundred" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 100
  period              = 300
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "fail_tomorrow" {
  alarm_name          = "fail-tomorrow"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-tomorrow" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 86400
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "fail_silent" {
  alarm_name          = "fail-silent"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-silent" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  actions_enabled     = false
}

resource "aws_cloudwatch_metric_alarm" "fail_age" {
  alarm_name          = "fail-age"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-age" }
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
}

resource "aws_sqs_queue" "fail_namespace" {
  name = "fail-namespace"
}

resource "aws_cloudwatch_metric_alarm" "fail_namespace" {
  alarm_name          = "fail-namespace"
  namespace           = "AWS/SNS"
  dimensions          = { QueueName = "fail-namespace" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
}

resource "aws_sqs_queue" "pass_ignored" {
  name = "pass-ignored"
}

resource "aws_cloudwatch_metric_alarm" "pass_ignored" {
  alarm_name          = "pass-ignored"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "pass-ignored" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "ignore"
}

resource "aws_sqs_queue" "fail_all_clear" {
  name = "fail-all-clear"
}

resource "aws_cloudwatch_metric_alarm" "fail_all_clear" {
  alarm_name          = "fail-all-clear"
  namespace           = "AWS/SQS"
  dimensions          = { QueueName = "fail-all-clear" }
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
}
