resource "aws_sns_topic_subscription" "pass" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ prefix = "uploads/" }] })
}
