resource "aws_api_gateway_method" "pass" {
  rest_api_id          = module.api.rest_api_id
  resource_id          = module.api.root_resource_id
  http_method          = "GET"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_parameters   = { "method.request.querystring.userId" = true, "method.request.querystring.filename" = true, "method.request.querystring.ext" = true }
}
