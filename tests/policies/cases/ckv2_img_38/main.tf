module "api" {
  source = "../api"
}

resource "aws_api_gateway_stage" "fail_cluster" {
  rest_api_id           = module.api.rest_api_id
  deployment_id         = "deployment"
  stage_name            = "fail-cluster"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}
