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

# It depends on a condition that HCL alone does not tell.
resource "aws_wafv2_web_acl_association" "maybe" {
  count        = anytrue([for letter in ["a"] : letter == "b"]) ? 1 : 0
  resource_arn = aws_api_gateway_stage.undecided_fail_count.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

resource "aws_api_gateway_rest_api" "another" {
  name = "no uploads"
}

resource "aws_api_gateway_stage" "quiet" {
  rest_api_id   = aws_api_gateway_rest_api.another.id
  deployment_id = "deployment"
  stage_name    = "quiet"
}
