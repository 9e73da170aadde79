resource "aws_api_gateway_stage" "pass" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:api"
    format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
  }
}
