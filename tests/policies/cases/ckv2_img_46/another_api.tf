resource "aws_api_gateway_integration" "another_api" {
  rest_api_id             = "abcdef1234"
  resource_id             = "abc123"
  http_method             = "GET"
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.fail_another_api.invoke_arn
}
