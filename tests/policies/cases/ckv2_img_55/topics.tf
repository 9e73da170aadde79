module "listener" {
  source = "../uploader"
  bucket = "listener"
}

resource "aws_lambda_permission" "pass_topic_of_this_apply" {
  action        = "lambda:InvokeFunction"
  function_name = module.listener.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.findings.arn
}

resource "aws_lambda_permission" "fail_topic_of_this_apply" {
  action        = "lambda:InvokeFunction"
  function_name = module.listener.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.others.arn
}

resource "aws_sns_topic" "findings" {
  name = "scanned"
}

resource "aws_sns_topic" "others" {
  name = "others"
}

resource "aws_sns_topic_subscription" "scanned" {
  topic_arn = aws_sns_topic.findings.arn
  protocol  = "lambda"
  endpoint  = module.listener.function_arn
}
