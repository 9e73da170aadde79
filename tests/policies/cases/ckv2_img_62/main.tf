resource "aws_api_gateway_rest_api" "this" {
  name = "uploads"
}

resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fail_error_answers.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_gateway_response" "forbidden" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = "ACCESS_DENIED"

  response_parameters = { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" }
}

resource "aws_api_gateway_rest_api" "several" {
  name = "several"
}

resource "aws_lambda_permission" "several" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.pass_error_answers_of_several.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.several.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_gateway_response" "several" {
  rest_api_id   = aws_api_gateway_rest_api.several.id
  response_type = "ACCESS_DENIED"

  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'"
  }
}

resource "aws_api_gateway_rest_api" "credentials" {
  name = "credentials"
}

resource "aws_lambda_permission" "credentials" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fail_credentials.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.credentials.execution_arn}/v1/GET/upload-url"
}

resource "aws_api_gateway_gateway_response" "credentials" {
  rest_api_id   = aws_api_gateway_rest_api.credentials.id
  response_type = "ACCESS_DENIED"

  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin"      = "'*'"
    "gatewayresponse.header.Access-Control-Allow-Credentials" = "'true'"
  }
}
