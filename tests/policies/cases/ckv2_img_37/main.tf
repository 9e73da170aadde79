module "api" {
  source = "../api"
}

resource "aws_api_gateway_request_validator" "all" {
  name                        = "all"
  rest_api_id                 = module.api.rest_api_id
  validate_request_parameters = true
  validate_request_body       = true
}

resource "aws_api_gateway_request_validator" "body_only" {
  name                        = "body_only"
  rest_api_id                 = module.api.rest_api_id
  validate_request_parameters = false
  validate_request_body       = true
}

resource "aws_api_gateway_request_validator" "parameters_only" {
  name                        = "parameters_only"
  rest_api_id                 = module.api.rest_api_id
  validate_request_parameters = true
  validate_request_body       = false
}

resource "aws_api_gateway_method" "pass" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "pass_preflight" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "OPTIONS"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
}

resource "aws_api_gateway_method" "fail_without" {
  rest_api_id        = module.api.rest_api_id
  resource_id        = module.api.root_resource_id
  http_method        = "GET"
  authorization      = "NONE"
  request_parameters = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "fail_body_only" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.body_only.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "fail_parameters_only" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.parameters_only.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "fail_nothing_required" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
}

resource "aws_api_gateway_method" "fail_optional_user" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = false, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "pass_encoded" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = false, "method.request.querystring.userIdBase64url" = false, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "fail_encoded_alone" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = false, "method.request.querystring.filenameBase64url" = false, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}

resource "aws_api_gateway_method" "fail_no_extension" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true }
}

resource "aws_api_gateway_method" "pass_status" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.fileKey" = false, "method.request.querystring.fileKeyBase64url" = false }
}

resource "aws_api_gateway_method" "fail_status_of_nobody" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = false, "method.request.querystring.fileKey" = true }
}
