locals {
  name = "${var.environment}-${var.uploads_bucket_name}"
}

resource "aws_cloudfront_origin_access_control" "uploads" {
  name                              = local.name
  description                       = "Signs CloudFront's requests to ${local.name}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# To rotate: add a key, sign with it, and remove the old key when its last URL has expired.
resource "aws_cloudfront_public_key" "signers" {
  for_each = var.url_signing_public_keys

  name        = "${local.name}-${each.key}"
  comment     = "Verifies signed URLs of ${local.name}"
  encoded_key = "${trimspace(each.value)}\n" # the form in which CloudFront returns it

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_key_group" "signers" {
  name    = local.name
  comment = "Who may sign URLs of ${local.name}"
  items   = [for key in aws_cloudfront_public_key.signers : key.id]
}

# CloudFront's cache keeps a copy of a file that is deleted from the bucket. So this policy limits it to a day. The
# managed policies allow a year, which thumbnails request by their Cache-Control. Uploads have their uploader's.
resource "aws_cloudfront_cache_policy" "files" {
  name        = local.name
  comment     = "Keeps files of ${local.name} for a day at most"
  min_ttl     = 1
  default_ttl = 86400
  max_ttl     = 86400

  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

# The files are not trusted: browsers must treat them as images and run no scripts in them.
resource "aws_cloudfront_response_headers_policy" "files" {
  name    = local.name
  comment = "Headers of files in ${local.name}"

  security_headers_config {
    content_type_options {
      override = true
    }
    content_security_policy {
      content_security_policy = "default-src 'none'; sandbox"
      override                = true
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      override                   = true
    }
    referrer_policy {
      referrer_policy = "no-referrer" # other sites must not receive a signed URL in a Referer
      override        = true
    }
  }
}

resource "aws_cloudfront_distribution" "files" {
  comment         = "Files of ${local.name}"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = var.files_domain == null ? [] : [var.files_domain.name]

  origin {
    origin_id                = "uploads"
    domain_name              = module.image_uploader.uploads_bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.uploads.id
  }

  # The two prefixes. They have the same settings, but separate blocks, so that you can change the caching of one.
  dynamic "ordered_cache_behavior" {
    for_each = ["uploads/*", "thumbnails/*"]
    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "uploads"
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      viewer_protocol_policy     = "https-only"
      compress                   = false # images are already compressed
      cache_policy_id            = aws_cloudfront_cache_policy.files.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.files.id
      trusted_key_groups         = [aws_cloudfront_key_group.signers.id]
    }
  }

  # All other paths need a signed URL too. The bucket's policy denies them, because it allows only the two prefixes.
  default_cache_behavior {
    target_origin_id           = "uploads"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "https-only"
    cache_policy_id            = aws_cloudfront_cache_policy.files.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.files.id
    trusted_key_groups         = [aws_cloudfront_key_group.signers.id]
  }

  # S3 returns 403 for a file that is not tagged clean yet, so CloudFront must not cache this error.
  custom_error_response {
    error_code            = 403
    error_caching_min_ttl = 0
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    # CloudFront's own host name needs CloudFront's certificate, with which the TLS version cannot be set.
    cloudfront_default_certificate = var.files_domain == null
    acm_certificate_arn            = try(var.files_domain.certificate_arn, null)
    ssl_support_method             = var.files_domain == null ? null : "sni-only"
    minimum_protocol_version       = var.files_domain == null ? null : "TLSv1.2_2021"
  }
}
