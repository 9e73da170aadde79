resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function" "quiet_another" {
  function_name = "quiet-another"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { OTHER = "1" }
  }
}

resource "aws_lambda_function" "fail_default" {
  function_name = "fail-default"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function" "fail_passes_through" {
  function_name = "fail-passes-through"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  tracing_config {
    mode = "PassThrough"
  }
}

# Nobody knows its environment, but it answers an uploader's API.
resource "aws_lambda_function" "fail_hidden" {
  function_name = "fail-hidden"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = merge({ (aws_sqs_queue.made_by_this_apply.id) = "x" }, { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/" })
  }

  tracing_config {
    mode = "PassThrough"
  }
}

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
