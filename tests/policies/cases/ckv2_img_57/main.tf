module "uploader" {
  source = "../uploader"
}

resource "aws_sns_topic_subscription" "fail_without" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = module.uploader.function_arn
}

resource "aws_sns_topic_subscription" "quiet" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-central-1:123456789012:function:another"
}
