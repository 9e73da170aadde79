# A REST API that this configuration does not have.

resource "aws_lambda_function" "fail_another_api" {
  function_name = "fail-another-api"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_api_gateway_integration" "another_api" {
  rest_api_id             = "abcdef1234"
  resource_id             = "abc123"
  http_method             = "GET"
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.fail_another_api.invoke_arn
}
