module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "fail_without" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-without"
}

resource "aws_api_gateway_stage" "fail_lifted_for_a_path" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-lifted-for-a-path"
}

resource "aws_api_gateway_method_settings" "fail_lifted_for_a_path" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_lifted_for_a_path.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_api_gateway_method_settings" "fail_lifted_for_a_path_get" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_lifted_for_a_path.stage_name
  method_path = "upload-url/GET"

  settings {
    throttling_rate_limit  = -1
    throttling_burst_limit = 100
  }
}
