resource "aws_api_gateway_domain_name" "pass" {
  domain_name              = "pass.example.com"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "pass" {
  api_id      = module.api.rest_api_id
  domain_name = aws_api_gateway_domain_name.pass.domain_name
}
