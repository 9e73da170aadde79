# Of a whole company, in front of another API: it counts the requests that are for an uploader.
resource "aws_wafv2_web_acl" "company" {
  name  = "company"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "count-uploader-requests"
    priority = 1
    action {
      count {}
    }
    statement {
      size_constraint_statement {
        comparison_operator = "GT"
        size                = 0
        field_to_match {
          single_header {
            name = "x-api-gateway-img-upload-auth"
          }
        }
        text_transformation {
          priority = 0
          type     = "NONE"
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "m"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "m"
    sampled_requests_enabled   = true
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_stage" "shop" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = "deployment"
  stage_name    = "v1"
}

resource "aws_wafv2_web_acl_association" "shop" {
  resource_arn = aws_api_gateway_stage.shop.arn
  web_acl_arn  = aws_wafv2_web_acl.company.arn
}
