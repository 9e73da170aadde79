module "uploader" {
  source = "../uploader"
}

resource "aws_api_gateway_rest_api" "this" {
  name = "uploads"
}

resource "aws_lambda_permission" "fail_every_action" {
  action        = "lambda:*"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads"
}

resource "aws_apigatewayv2_api" "open" {
  name          = "open"
  protocol_type = "HTTP"
  target        = module.uploader.function_arn
}

resource "aws_sns_topic_subscription" "findings" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-uploads"
}
