module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "pass" {
  rest_api_id          = module.api.rest_api_id
  deployment_id        = "deployment"
  stage_name           = "pass"
  xray_tracing_enabled = true
}

resource "aws_api_gateway_stage" "fail_default" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-default"
}

resource "aws_api_gateway_stage" "fail_off" {
  rest_api_id          = module.api.rest_api_id
  deployment_id        = "deployment"
  stage_name           = "fail-off"
  xray_tracing_enabled = false
}

