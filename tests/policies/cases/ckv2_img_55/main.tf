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

resource "aws_lambda_permission" "pass_known_api" {
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

