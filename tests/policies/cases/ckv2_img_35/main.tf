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

resource "aws_api_gateway_stage" "fail_without" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-without"
}

resource "aws_api_gateway_stage" "fail_one_path" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-one-path"
}

resource "aws_api_gateway_method_settings" "fail_one_path" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_one_path.stage_name
  method_path = "upload-url/GET"

  settings {
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }
}

resource "aws_api_gateway_stage" "fail_no_burst" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-no-burst"
}

resource "aws_api_gateway_method_settings" "fail_no_burst" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_no_burst.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit = 50
  }
}

resource "aws_api_gateway_stage" "fail_unlimited" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-unlimited"
}

resource "aws_api_gateway_method_settings" "fail_unlimited" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_unlimited.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = -1
    throttling_burst_limit = -1
  }
}

resource "aws_api_gateway_stage" "fail_too_high" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-too-high"
}

resource "aws_api_gateway_method_settings" "fail_too_high" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_too_high.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = 100000
    throttling_burst_limit = 100
  }
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

