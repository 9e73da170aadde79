# The API's custom domain, and its DNS record if `route53_zone` is set. `count` uses only the domain's name, because the
# certificate's ARN may be known only at apply.

resource "aws_api_gateway_domain_name" "this" {
  count = local.domain_count

  domain_name              = var.api_image_upload_domain_name
  regional_certificate_arn = var.backend_certificate_arn
  security_policy          = "TLS_1_2"
  tags                     = var.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    ignore_changes = [mutual_tls_authentication] # keeps client certificates that others add to the domain
  }
}

moved {
  from = aws_api_gateway_domain_name.this
  to   = aws_api_gateway_domain_name.this[0]
}

resource "aws_api_gateway_base_path_mapping" "this" {
  count = local.domain_count

  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.this[0].domain_name
  base_path   = "(none)" # API Gateway's value for no base path: the URL is https://host/upload-url

  lifecycle {
    ignore_changes = [base_path] # the provider reads "(none)" back as an empty string
  }
}

moved {
  from = aws_api_gateway_base_path_mapping.this
  to   = aws_api_gateway_base_path_mapping.this[0]
}

resource "aws_route53_record" "api" {
  count = var.route53_zone == null ? 0 : 1

  zone_id = var.route53_zone.id
  name    = var.api_image_upload_domain_name
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.this[0].regional_domain_name
    zone_id                = aws_api_gateway_domain_name.this[0].regional_zone_id
    evaluate_target_health = false # there is no second target to fail over to
  }
}
