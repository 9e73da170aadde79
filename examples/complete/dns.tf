# Two host names in one zone. The API's has a certificate in its own region, and the module creates its record. The
# files' has a certificate in us-east-1.

resource "aws_acm_certificate" "api" {
  domain_name       = local.api_domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "files" {
  provider = aws.us_east_1

  domain_name       = local.files_host
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in concat(
      tolist(aws_acm_certificate.api.domain_validation_options),
      tolist(aws_acm_certificate.files.domain_validation_options),
    ) : option.domain_name => option
  }

  zone_id         = var.route53_zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 300
  allow_overwrite = true # a renewed certificate uses the same record
}

resource "aws_acm_certificate_validation" "api" {
  certificate_arn         = aws_acm_certificate.api.arn
  validation_record_fqdns = [aws_route53_record.validation[local.api_domain].fqdn]
}

resource "aws_acm_certificate_validation" "files" {
  provider = aws.us_east_1

  certificate_arn         = aws_acm_certificate.files.arn
  validation_record_fqdns = [aws_route53_record.validation[local.files_host].fqdn]
}

resource "aws_route53_record" "files" {
  for_each = toset(["A", "AAAA"])

  zone_id = var.route53_zone_id
  name    = local.files_host
  type    = each.value

  alias {
    name                   = aws_cloudfront_distribution.files.domain_name
    zone_id                = aws_cloudfront_distribution.files.hosted_zone_id
    evaluate_target_health = false # not supported for CloudFront
  }
}
