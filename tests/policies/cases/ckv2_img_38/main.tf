module "api" {
  source = "../api"
}

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

resource "aws_api_gateway_stage" "pass_off" {
  rest_api_id           = module.api.rest_api_id
  deployment_id         = "deployment"
  stage_name            = "pass-off"
  cache_cluster_enabled = false
}

resource "aws_api_gateway_method_settings" "pass_off" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.pass_off.stage_name
  method_path = "*/*"

  settings {
    caching_enabled = false
  }
}

resource "aws_api_gateway_stage" "fail_cluster" {
  rest_api_id           = module.api.rest_api_id
  deployment_id         = "deployment"
  stage_name            = "fail-cluster"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}

resource "aws_api_gateway_stage" "fail_settings" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-settings"
}

resource "aws_api_gateway_method_settings" "fail_settings" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_settings.stage_name
  method_path = "*/*"

  settings {
    caching_enabled = true
  }
}

