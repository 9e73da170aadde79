# The API's own host name, and its record when the zone is ours to write.

resource "aws_api_gateway_domain_name" "this" {
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

resource "aws_api_gateway_base_path_mapping" "this" {
  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.this.domain_name
  base_path   = "(none)" # API Gateway's own word for no base path: the URL is https://host/upload-url

  lifecycle {
    ignore_changes = [base_path] # the provider reads that word back as an empty string
  }
}

resource "aws_route53_record" "api" {
  count = var.route53_zone == null ? 0 : 1

  zone_id = var.route53_zone.id
  name    = var.api_image_upload_domain_name
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.this.regional_domain_name
    zone_id                = aws_api_gateway_domain_name.this.regional_zone_id
    evaluate_target_health = false # nothing to fail over to
  }
}
