resource "aws_api_gateway_stage" "pass" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass"
}

resource "aws_api_gateway_method_settings" "pass" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.pass.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}
