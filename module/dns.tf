# The API's own host name, and its record when the zone is ours to write. Whether there is one depends on the name
# alone: the certificate's ARN may come from the same apply.

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
    ignore_changes = [mutual_tls_authentication] # whoever adds client certificates to the domain keeps them
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
  base_path   = "(none)" # API Gateway's own word for no base path: the URL is https://host/upload-url

  lifecycle {
    ignore_changes = [base_path] # the provider reads that word back as an empty string
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
    evaluate_target_health = false # nothing to fail over to
  }
}
