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
