# With `upload_status`: clients request the status of an upload. A separate function reads its item.

locals {
  status_path = "upload-status"

  status_methods = var.upload_status == null ? {} : {
    GET = {
      request_parameters = {
        # The function checks both, because each may be sent as text or as base64url, which WAF does not decode.
        "method.request.querystring.userId"           = false
        "method.request.querystring.userIdBase64url"  = false
        "method.request.querystring.fileKey"          = false
        "method.request.querystring.fileKeyBase64url" = false
        "method.request.header.${local.auth_header}"  = false
      }
    }
    OPTIONS = { request_parameters = {} }
  }

  # Part of the deployment, like local.api_configuration in api.tf.
  status_configuration = var.upload_status == null ? {} : {
    status = {
      path            = local.status_path
      methods         = local.status_methods
      integration_uri = "arn:${local.partition}:apigateway:${var.region}:lambda:path/2015-03-31/functions/${local.function_arns.get_upload_status}/invocations"
    }
  }

  signs_thumbnails = try(var.upload_status.thumbnail_url_seconds, 0) > 0
}

resource "aws_api_gateway_resource" "upload_status" {
  for_each = local.status_configuration

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.value.path
}

resource "aws_api_gateway_method" "upload_status" {
  for_each = try(local.status_configuration.status.methods, {})

  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = aws_api_gateway_resource.upload_status["status"].id
  http_method          = each.key
  authorization        = "NONE" # the function compares the auth header with the secret; WAF blocks requests without it
  request_validator_id = aws_api_gateway_request_validator.this.id
  request_parameters   = each.value.request_parameters
}

resource "aws_api_gateway_integration" "upload_status" {
  for_each = try(local.status_configuration.status.methods, {})

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.upload_status["status"].id
  http_method             = aws_api_gateway_method.upload_status[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.status_configuration.status.integration_uri
}

# A backend that polls for many users needs a higher limit than uploads, and must not use up the uploads' limit.
resource "aws_api_gateway_method_settings" "upload_status" {
  count = var.upload_status == null ? 0 : 1

  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "${local.status_path}/GET"

  settings {
    metrics_enabled        = var.enable_method_metrics
    logging_level          = var.enable_access_logs ? "ERROR" : "OFF"
    data_trace_enabled     = false # true would log all headers, including the secret
    throttling_rate_limit  = var.upload_status.throttling.rate_limit
    throttling_burst_limit = var.upload_status.throttling.burst_limit
  }

  depends_on = [aws_cloudwatch_log_group.api_execution, aws_api_gateway_method_settings.all]
}

resource "aws_cloudwatch_log_group" "get_upload_status" {
  count = var.upload_status == null ? 0 : 1

  name              = local.log_group_names.get_upload_status
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "get_upload_status" {
  count = var.upload_status == null ? 0 : 1

  name                 = local.names.get_upload_status_role
  description          = "Reads single items of ${local.table_name}"
  assume_role_policy   = local.lambda_trust_policy
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags
}

resource "aws_iam_role_policy" "get_upload_status" {
  count = var.upload_status == null ? 0 : 1

  name = "get-upload-status"
  role = aws_iam_role.get_upload_status[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.telemetry_statements.get_upload_status, [
      {
        Sid      = "ReadItem"
        Effect   = "Allow"
        Action   = "dynamodb:GetItem"
        Resource = local.table_arn
      },
      {
        Sid      = "ReadAuthSecret"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = local.auth_secret_arn_pattern
      },
      ],
      # A presigned URL has the rights of its signer: it can only read thumbnails.
      [for statement in [{
        Sid      = "SignThumbnails"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${local.bucket_arn}/${local.thumbnails_prefix}*"
      }] : statement if local.signs_thumbnails],
      [for statement in [{
        Sid      = "DecryptItemsAndThumbnails"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = local.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = [
          for service in local.signs_thumbnails ? ["dynamodb", "s3"] : ["dynamodb"] : "${service}.${var.region}.${local.dns_suffix}"
        ] } }
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

resource "aws_lambda_function" "get_upload_status" {
  count = var.upload_status == null ? 0 : 1

  function_name    = local.names.get_upload_status_function
  description      = "Answers GET /upload-status with the upload's item"
  role             = local.role_arns.get_upload_status
  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "handler.handler"
  filename         = "${local.packages_folder}/get_upload_status.zip"
  source_code_hash = filebase64sha256("${local.packages_folder}/get_upload_status.zip")
  memory_size      = var.upload_status.memory_mb
  timeout          = 15
  tags             = var.tags

  environment {
    variables = merge(var.enable_metrics ? { METRICS_FUNCTION = "get_upload_status" } : {}, {
      METADATA_TABLE            = local.table_name
      UPLOADS_BUCKET            = local.bucket_name
      UPLOADS_PREFIX            = local.uploads_prefix
      THUMBNAIL_URL_SECONDS     = var.upload_status.thumbnail_url_seconds
      AUTH_SECRET_ID            = local.auth_secret_name
      AUTH_SECRET_CACHE_SECONDS = var.auth_secret_cache_seconds
      CORS_ALLOWED_ORIGINS      = jsonencode(var.cors_allowed_origins)
      DNS_SUFFIX                = local.dns_suffix
    })
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.get_upload_status[0].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.get_upload_status]
}

resource "aws_lambda_permission" "status_api" {
  for_each = local.status_methods

  statement_id  = "AllowApi${title(lower(each.key))}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.get_upload_status[0].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${local.api_stage_name}/${each.key}/${local.status_path}"
}
