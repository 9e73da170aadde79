resource "aws_sns_topic_subscription" "pass" {
  topic_arn      = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol       = "lambda"
  endpoint       = module.uploader.function_arn
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:eu-central-1:123456789012:open" })
}
