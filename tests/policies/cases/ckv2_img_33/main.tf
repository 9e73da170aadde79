module "api" {
  source = "../api"
}

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

resource "aws_api_gateway_domain_name" "fail_old" {
  domain_name              = "fail-old.example.com"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  security_policy          = "TLS_1_0"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "fail_old" {
  api_id      = module.api.rest_api_id
  domain_name = aws_api_gateway_domain_name.fail_old.domain_name
}

resource "aws_api_gateway_domain_name" "fail_default" {
  domain_name              = "fail-default.example.com"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "fail_default" {
  api_id      = module.api.rest_api_id
  domain_name = aws_api_gateway_domain_name.fail_default.domain_name
}

resource "aws_api_gateway_domain_name" "quiet" {
  domain_name              = "quiet.example.com"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  security_policy          = "TLS_1_0"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

