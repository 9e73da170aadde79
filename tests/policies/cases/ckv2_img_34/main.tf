module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "pass" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:api"
    format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
  }
}

resource "aws_api_gateway_stage" "pass_group" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass-group"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name = "/aws/apigateway/uploads"
}

resource "aws_cloudwatch_log_group" "api" {
  name = "api"
}

resource "aws_api_gateway_stage" "fail_without" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-without"
}

resource "aws_api_gateway_stage" "fail_elsewhere" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-elsewhere"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:elsewhere"
    format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
  }
}

resource "aws_api_gateway_stage" "fail_no_status" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-no-status"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:api"
    format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath" })
  }
}

resource "aws_api_gateway_stage" "fail_no_address" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-no-address"

  access_log_settings {
    destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:api"
    format          = jsonencode({ id = "$context.requestId", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
  }
}

resource "aws_api_gateway_stage" "undecided_pass_dynamic" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "undecided-pass-dynamic"

  dynamic "access_log_settings" {
    for_each = [true]
    content {
      destination_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:api"
      format          = jsonencode({ id = "$context.requestId", ip = "$context.identity.sourceIp", method = "$context.httpMethod", path = "$context.resourcePath", status = "$context.status" })
    }
  }
}
