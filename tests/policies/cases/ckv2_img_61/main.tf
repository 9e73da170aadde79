resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}

resource "aws_lambda_function" "pass_thumbnails" {
  function_name = "pass-thumbnails"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }), THUMBNAILS_PREFIX = "thumbnails/", MAX_IMAGE_PIXELS = 50000000, ALLOWED_CONTENT_TYPES = jsonencode(["image/png", "image/webp"]) }
  }
}

resource "aws_lambda_function" "fail_prefix" {
  function_name = "fail-prefix"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}

resource "aws_lambda_function" "fail_thumbnails" {
  function_name = "fail-thumbnails"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }), THUMBNAILS_PREFIX = "uploads/" }
  }
}

resource "aws_lambda_function" "fail_bytes" {
  function_name = "fail-bytes"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 1000000000000, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}

resource "aws_lambda_function" "fail_no_number" {
  function_name = "fail-no-number"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = "many", AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}

resource "aws_lambda_function" "fail_cache" {
  function_name = "fail-cache"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 31536000, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }) }
  }
}

resource "aws_lambda_function" "fail_expiry" {
  function_name = "fail-expiry"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }), URL_EXPIRATION_SECONDS = 604800 }
  }
}

resource "aws_lambda_function" "fail_pixels" {
  function_name = "fail-pixels"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }), MAX_IMAGE_PIXELS = 10000000000 }
  }
}

resource "aws_lambda_function" "fail_vector" {
  function_name = "fail-vector"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ svg = "image/svg+xml" }) }
  }
}

resource "aws_lambda_function" "fail_any_type" {
  function_name = "fail-any-type"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none", MAX_UPLOAD_BYTES = 10485760, AUTH_SECRET_CACHE_SECONDS = 60, ALLOWED_EXTENSIONS = jsonencode({ png = "image/png" }), ALLOWED_CONTENT_TYPES = jsonencode(["*/*"]) }
  }
}

