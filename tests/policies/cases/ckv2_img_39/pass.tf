resource "aws_api_gateway_stage" "pass" {
  rest_api_id          = module.api.rest_api_id
  deployment_id        = "deployment"
  stage_name           = "pass"
  xray_tracing_enabled = true
}
