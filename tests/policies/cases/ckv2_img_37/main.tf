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
