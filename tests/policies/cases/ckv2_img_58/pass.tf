resource "aws_sqs_queue" "pass" {
  name = "pass"
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
