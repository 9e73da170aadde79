module "api" {
  source = "../api"
}

resource "aws_cloudwatch_log_group" "this" {
  name = "/aws/apigateway/uploads"
}

resource "aws_cloudwatch_log_group" "api" {
  name = "api"
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
