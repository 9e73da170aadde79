# Step 1 of the flow: the function behind the API that signs an upload URL.

resource "aws_cloudwatch_log_group" "get_presigned_url" {
  name              = local.log_group_names.get_presigned_url
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "get_presigned_url" {
  name                 = local.names.get_presigned_url_role
  description          = "Signs uploads to ${local.bucket_name}/${local.uploads_prefix}"
  assume_role_policy   = local.lambda_trust_policy
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags
}

resource "aws_iam_role_policy" "get_presigned_url" {
  name = "get-presigned-url"
  role = aws_iam_role.get_presigned_url.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.telemetry_statements.get_presigned_url, [
      {
        # A presigned URL has the rights of its signer: it can only write under the prefix.
        Sid      = "SignUploads"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
      },
      {
        Sid      = "ReadAuthSecret"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = local.auth_secret_arn_pattern
      },
      ],
      [for statement in [{
        Sid       = "EncryptUploads"
        Effect    = "Allow"
        Action    = "kms:GenerateDataKey"
        Resource  = local.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.${local.dns_suffix}" } }
      }] : statement if var.kms_key != null],
      [for statement in [{
        Sid       = "DecryptAuthSecret"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = try(var.auth_secret_kms_key.arn, null)
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.${local.dns_suffix}" } }
      }] : statement if var.auth_secret_kms_key != null],
    )
  })
}

resource "aws_lambda_function" "get_presigned_url" {
  function_name    = local.names.get_presigned_url_function
  description      = "Answers GET /upload-url with a presigned S3 URL"
  role             = local.role_arns.get_presigned_url
  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "handler.handler"
  filename         = "${local.packages_folder}/get_presigned_url.zip"
  source_code_hash = filebase64sha256("${local.packages_folder}/get_presigned_url.zip")
  memory_size      = var.presigned_url_memory_mb
  timeout          = 10
  tags             = var.tags

  environment {
    variables = merge(var.enable_metrics ? { METRICS_FUNCTION = "get_presigned_url" } : {}, {
      UPLOADS_BUCKET            = local.bucket_name
      UPLOADS_PREFIX            = local.uploads_prefix
      AUTH_SECRET_ID            = local.auth_secret_name
      AUTH_SECRET_CACHE_SECONDS = var.auth_secret_cache_seconds
      URL_EXPIRATION_SECONDS    = var.lambda_upload_presigned_url_expiration_time_s
      MAX_UPLOAD_BYTES          = var.upload_max_bytes
      ALLOWED_EXTENSIONS        = jsonencode(var.allowed_extensions)
      CORS_ALLOWED_ORIGINS      = jsonencode(var.cors_allowed_origins)
      TRANSFER_ACCELERATION     = var.enable_transfer_acceleration
      REQUIRE_SIZE              = var.require_size
      DNS_SUFFIX                = local.dns_suffix
    })
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.get_presigned_url.name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.get_presigned_url]
}

# A presigned URL becomes invalid when the credentials that signed it expire. Lambda renews them at unknown times.
check "urls_live_as_long_as_they_say" {
  assert {
    condition     = var.lambda_upload_presigned_url_expiration_time_s <= 3600
    error_message = "lambda_upload_presigned_url_expiration_time_s is ${var.lambda_upload_presigned_url_expiration_time_s}: a URL expires with the credentials that signed it, and Lambda does not say how long they are still valid. Above 3600, some URLs expire early, and clients must request another one."
  }
}

resource "aws_lambda_permission" "api" {
  for_each = local.api_methods

  statement_id  = "AllowApi${title(lower(each.key))}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.get_presigned_url.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${local.api_stage_name}/${each.key}/${local.api_path}"
}
