resource "aws_api_gateway_rest_api" "this" {
  name = "uploads"
}

resource "aws_api_gateway_method" "get" {
  rest_api_id        = aws_api_gateway_rest_api.this.id
  resource_id        = aws_api_gateway_rest_api.this.root_resource_id
  http_method        = "GET"
  authorization      = "NONE"
  request_parameters = { "method.request.header.x-api-gateway-img-upload-auth" = false }
}

resource "aws_api_gateway_integration" "hidden" {
  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_rest_api.this.root_resource_id
  http_method             = "GET"
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.fail_hidden.invoke_arn
}

resource "aws_sqs_queue" "made_by_this_apply" {
  name = "made-by-this-apply"
}
