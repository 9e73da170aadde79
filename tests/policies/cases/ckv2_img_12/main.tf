module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-none", "pass-named", "pass-localhost", "fail-any-origin", "fail-any-subdomain", "fail-http", "fail-any-header", "fail-delete", "fail-host-like-localhost"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_none" {
  bucket = "pass-none"
}

resource "aws_s3_bucket" "pass_named" {
  bucket = "pass-named"
}

resource "aws_s3_bucket" "pass_localhost" {
  bucket = "pass-localhost"
}

resource "aws_s3_bucket" "fail_any_origin" {
  bucket = "fail-any-origin"
}

resource "aws_s3_bucket" "fail_any_subdomain" {
  bucket = "fail-any-subdomain"
}

resource "aws_s3_bucket" "fail_http" {
  bucket = "fail-http"
}

resource "aws_s3_bucket" "fail_any_header" {
  bucket = "fail-any-header"
}

resource "aws_s3_bucket" "fail_delete" {
  bucket = "fail-delete"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_cors_configuration" "pass_named" {
  bucket = aws_s3_bucket.pass_named.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://app.example.com"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket_cors_configuration" "pass_localhost" {
  bucket = aws_s3_bucket.pass_localhost.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["http://localhost:3000"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket_cors_configuration" "fail_any_origin" {
  bucket = aws_s3_bucket.fail_any_origin.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["*"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket_cors_configuration" "fail_any_subdomain" {
  bucket = aws_s3_bucket.fail_any_subdomain.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://*.example.com"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket_cors_configuration" "fail_http" {
  bucket = aws_s3_bucket.fail_http.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["http://app.example.com"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket_cors_configuration" "fail_any_header" {
  bucket = aws_s3_bucket.fail_any_header.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://app.example.com"]
    allowed_headers = ["*"]
  }
}

resource "aws_s3_bucket_cors_configuration" "fail_delete" {
  bucket = aws_s3_bucket.fail_delete.id

  cors_rule {
    allowed_methods = ["PUT", "DELETE"]
    allowed_origins = ["https://app.example.com"]
    allowed_headers = ["content-type"]
  }
}

resource "aws_s3_bucket" "fail_host_like_localhost" {
  bucket = "fail-host-like-localhost"
}

resource "aws_s3_bucket_cors_configuration" "fail_host_like_localhost" {
  bucket = aws_s3_bucket.fail_host_like_localhost.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["http://localhost.evil.example"]
  }
}
