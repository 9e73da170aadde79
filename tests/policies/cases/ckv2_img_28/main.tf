# What counts and does not block is an uploader's by the stage behind it.
module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "v1"
}

resource "aws_wafv2_web_acl_association" "counted" {
  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = aws_wafv2_web_acl.fail_counted.arn
}
