module "api" {
  source = "../api"
}

resource "aws_cloudwatch_log_group" "execution" {
  name = "API-Gateway-Execution-Logs_${module.api.rest_api_id}/v1"
}

resource "aws_api_gateway_stage" "fail_traces_a_path" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-traces-a-path"
}

resource "aws_api_gateway_method_settings" "fail_traces_a_path" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_traces_a_path.stage_name
  method_path = "*/*"

  settings {
    logging_level = "ERROR"
  }
}

resource "aws_api_gateway_method_settings" "fail_traces_a_path_get" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_traces_a_path.stage_name
  method_path = "upload-url/GET"

  settings {
    data_trace_enabled = true
  }
}

resource "aws_api_gateway_stage" "fail_without" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-without"
}

resource "aws_api_gateway_stage" "fail_one_method" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-one-method"
}

resource "aws_api_gateway_method_settings" "fail_one_method" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_one_method.stage_name
  method_path = "*/*"

  settings {
    logging_level = "ERROR"
  }
}

resource "aws_api_gateway_method_settings" "fail_one_method_get" {
  rest_api_id = module.api.rest_api_id
  stage_name  = aws_api_gateway_stage.fail_one_method.stage_name
  method_path = "upload-url/GET"

  settings {
    logging_level = "OFF"
  }
}

resource "aws_api_gateway_rest_api" "without_group" {
  name = "without-group"
}

resource "aws_api_gateway_method" "without_group" {
  rest_api_id        = aws_api_gateway_rest_api.without_group.id
  resource_id        = aws_api_gateway_rest_api.without_group.root_resource_id
  http_method        = "GET"
  authorization      = "NONE"
  request_parameters = { "method.request.header.x-api-gateway-img-upload-auth" = false }
}

resource "aws_api_gateway_stage" "fail_without_group" {
  rest_api_id   = aws_api_gateway_rest_api.without_group.id
  deployment_id = "deployment"
  stage_name    = "fail-without-group"
}

resource "aws_api_gateway_method_settings" "fail_without_group" {
  rest_api_id = aws_api_gateway_rest_api.without_group.id
  stage_name  = aws_api_gateway_stage.fail_without_group.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "ERROR"
    data_trace_enabled = false
  }
}
