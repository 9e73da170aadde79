module "uploader" {
  source = "../uploader"
}

resource "aws_api_gateway_rest_api" "this" {
  name = "uploads"
}

resource "aws_lambda_permission" "pass_bucket" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads"
}

resource "aws_lambda_permission" "pass_api" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/v1/GET/upload-url"
}

resource "aws_lambda_permission" "fail_api_elsewhere" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/GET/upload-url"
}

resource "aws_lambda_permission" "fail_without" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_lambda_permission" "fail_every_api" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-central-1:123456789012:*/v1/GET/upload-url"
}

resource "aws_lambda_permission" "fail_everyone" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "*"
  source_arn    = "arn:aws:s3:::uploads"
}

resource "aws_lambda_permission" "fail_account" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "210987654321"
  source_arn    = "arn:aws:s3:::uploads"
}

resource "aws_lambda_permission" "fail_every_action" {
  action        = "lambda:*"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::uploads"
}

resource "aws_lambda_permission" "fail_http_api" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.open.execution_arn}/*"
}

resource "aws_apigatewayv2_api" "open" {
  name          = "open"
  protocol_type = "HTTP"
  target        = module.uploader.function_arn
}

resource "aws_lambda_permission" "fail_account_of_api" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-central-1:210987654321:abc123/*"
}

resource "aws_lambda_permission" "fail_another_bucket" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::another"
}

resource "aws_lambda_permission" "fail_rule" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:123456789012:rule/all"
}

resource "aws_lambda_permission" "fail_load_balancer" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/t/1"
}

resource "aws_lambda_permission" "fail_topic" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = "arn:aws:sns:eu-central-1:123456789012:another"
}

resource "aws_lambda_permission" "pass_topic" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = "arn:aws:sns:eu-central-1:123456789012:findings"
}

resource "aws_sns_topic_subscription" "findings" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-uploads"
}
