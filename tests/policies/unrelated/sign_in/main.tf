resource "aws_cognito_user_pool" "users" {
  name = "users"
}

resource "aws_api_gateway_rest_api" "users" {
  name = "users"
}

resource "aws_api_gateway_domain_name" "users" {
  domain_name              = "users.example.com"
  security_policy          = "TLS_1_0"
  regional_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "users" {
  api_id      = aws_api_gateway_rest_api.users.id
  domain_name = aws_api_gateway_domain_name.users.domain_name
}
