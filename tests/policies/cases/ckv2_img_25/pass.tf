resource "aws_api_gateway_stage" "pass" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass"
}

resource "aws_wafv2_web_acl_association" "pass" {
  resource_arn = aws_api_gateway_stage.pass.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}
