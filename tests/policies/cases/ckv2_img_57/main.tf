module "uploader" {
  source = "../uploader"
}

resource "aws_sns_topic_subscription" "pass" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ prefix = "uploads/" }] })
}

resource "aws_sns_topic_subscription" "fail_without" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = module.uploader.function_arn
}

resource "aws_sns_topic_subscription" "fail_attributes" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageAttributes"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ prefix = "uploads/" }] })
}

resource "aws_sns_topic_subscription" "fail_every_bucket" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ key = [{ prefix = "uploads/" }] })
}

resource "aws_sns_topic_subscription" "fail_two_buckets" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads", "another"], key = [{ prefix = "uploads/" }] })
}

resource "aws_sns_topic_subscription" "fail_every_key" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"] })
}

resource "aws_sns_topic_subscription" "fail_thumbnails" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ prefix = "uploads/" }, { prefix = "thumbnails/" }] })
}

resource "aws_sns_topic_subscription" "fail_any_prefix" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ prefix = "" }] })
}

resource "aws_sns_topic_subscription" "fail_exists" {
  topic_arn           = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol            = "lambda"
  endpoint            = module.uploader.function_arn
  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ bucket = ["uploads"], key = [{ exists = true }] })
}

resource "aws_sns_topic_subscription" "quiet" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-central-1:123456789012:function:another"
}
