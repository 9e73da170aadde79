module "listener" {
  source = "../uploader"
  bucket = "listener"
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
