resource "aws_wafv2_web_acl" "fail_preflight_blocked" {
  name  = "fail-preflight-blocked"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "auth-header"
    priority = 4

    action {
      block {}
    }

    statement {
      not_statement {
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
