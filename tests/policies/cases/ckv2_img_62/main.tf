resource "aws_lambda_function" "pass_none" {
  function_name = "pass-none"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode([]) }
  }
}

resource "aws_lambda_function" "pass_named" {
  function_name = "pass-named"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["https://app.example.com", "http://localhost:3000"]) }
  }
}

resource "aws_lambda_function" "fail_any" {
  function_name = "fail-any"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["*"]) }
  }
}

resource "aws_lambda_function" "fail_any_subdomain" {
  function_name = "fail-any-subdomain"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["https://*.example.com"]) }
  }
}

resource "aws_lambda_function" "fail_http" {
  function_name = "fail-http"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["http://app.example.com"]) }
  }
}

resource "aws_lambda_function" "fail_error_answers" {
  function_name = "fail-error-answers"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["https://app.example.com"]) }
  }
}


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

resource "aws_lambda_function" "fail_host_like_localhost" {
  function_name = "fail-host-like-localhost"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["http://localhost.evil.example"]) }
  }
}

resource "aws_lambda_function" "pass_error_answers_of_several" {
  function_name = "pass-error-answers-of-several"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["https://app.example.com", "https://admin.example.com"]) }
  }
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

resource "aws_lambda_function" "fail_credentials" {
  function_name = "fail-credentials"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", CORS_ALLOWED_ORIGINS = jsonencode(["https://app.example.com", "https://admin.example.com"]) }
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
