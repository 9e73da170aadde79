module "uploader" {
  source = "../uploader"
}

resource "aws_api_gateway_rest_api" "pass" {
  name = "pass"
}

resource "aws_lambda_permission" "pass" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.pass.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_deployment" "pass" {
  rest_api_id = aws_api_gateway_rest_api.pass.id
}

resource "aws_api_gateway_rest_api" "fail_stage" {
  name = "fail-stage"
}

resource "aws_lambda_permission" "fail_stage" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.fail_stage.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_deployment" "fail_stage" {
  rest_api_id = aws_api_gateway_rest_api.fail_stage.id
  stage_name  = "open"
}

resource "aws_api_gateway_rest_api" "fail_body" {
  name = "fail-body"

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "open", version = "1" }
    paths   = { "/open" = { get = { x-amazon-apigateway-integration = { type = "mock" } } } }
  })
}

resource "aws_lambda_permission" "fail_body" {
  action        = "lambda:InvokeFunction"
  function_name = module.uploader.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.fail_body.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_rest_api" "quiet" {
  name = "somebody-elses"
}

resource "aws_api_gateway_deployment" "quiet" {
  rest_api_id = aws_api_gateway_rest_api.quiet.id
  stage_name  = "open"
}
