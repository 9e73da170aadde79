module "api" {
  source = "../api"
}

resource "aws_wafv2_web_acl" "this" {
  name  = "this"
  scope = "REGIONAL"

  default_action {
    allow {}
  }


  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "m"
    sampled_requests_enabled   = true
  }
}

resource "aws_api_gateway_stage" "pass" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "pass"
}

resource "aws_wafv2_web_acl_association" "pass" {
  resource_arn = aws_api_gateway_stage.pass.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

resource "aws_api_gateway_stage" "fail_without" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-without"
}

resource "aws_api_gateway_stage" "fail_unseen" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "fail-unseen"
}

resource "aws_wafv2_web_acl_association" "fail_unseen" {
  resource_arn = aws_api_gateway_stage.fail_unseen.arn
  web_acl_arn  = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/1"
}

# It depends on a condition that HCL alone does not tell.
resource "aws_wafv2_web_acl_association" "maybe" {
  count        = anytrue([for letter in ["a"] : letter == "b"]) ? 1 : 0
  resource_arn = aws_api_gateway_stage.undecided_fail_count.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

resource "aws_api_gateway_stage" "undecided_fail_count" {
  rest_api_id   = module.api.rest_api_id
  deployment_id = "deployment"
  stage_name    = "undecided-fail-count"
}

resource "aws_api_gateway_rest_api" "another" {
  name = "no uploads"
}

resource "aws_api_gateway_stage" "quiet" {
  rest_api_id   = aws_api_gateway_rest_api.another.id
  deployment_id = "deployment"
  stage_name    = "quiet"
}

