resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }
}

resource "aws_lambda_function" "pass_another" {
  function_name = "pass-another"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "nodejs14.x"
  filename      = "code.zip"

  environment {
    variables = { OTHER = "1" }
  }
}

resource "aws_lambda_function" "pass_without_environment" {
  function_name = "pass-without-environment"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.8"
  filename      = "code.zip"
}

resource "aws_lambda_function" "fail_old" {
  function_name = "fail-old"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.9"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }
}

resource "aws_lambda_function" "fail_other_language" {
  function_name = "fail-other-language"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "nodejs22.x"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", USE_BUCKETAV = "false" }
  }
}

# Nobody knows its environment, but it answers an uploader's API.
resource "aws_lambda_function" "fail_hidden" {
  function_name = "fail-hidden"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.8"
  filename      = "code.zip"

  environment {
    variables = merge({ (aws_sqs_queue.made_by_this_apply.id) = "x" }, { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/" })
  }
}

module "api" {
  source = "../api"
}

resource "aws_api_gateway_integration" "hidden" {
  rest_api_id             = module.api.rest_api_id
  resource_id             = module.api.root_resource_id
  http_method             = "GET"
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.fail_hidden.invoke_arn
}

resource "aws_sqs_queue" "made_by_this_apply" {
  name = "made-by-this-apply"
}
