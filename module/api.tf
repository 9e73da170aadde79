# The regional REST API. An API Gateway deployment is a snapshot of the API's configuration. All that it contains is in
# `local.api_configuration`. The resources are built from it, and a change of it triggers a new deployment.

locals {
  api_stage_name = "v1"
  api_path       = "upload-url"

  # OPTIONS calls the function too, because it has the allowed origins. Browsers cache its response for hours.
  api_methods = {
    GET = {
      request_parameters = {
        # The function checks userId and filename, because each may be sent as base64url instead.
        "method.request.querystring.userId"            = false
        "method.request.querystring.userIdBase64url"   = false
        "method.request.querystring.filename"          = false
        "method.request.querystring.filenameBase64url" = false
        "method.request.querystring.ext"               = true
        "method.request.querystring.size"              = var.require_size
        "method.request.querystring.checksumSha256"    = false
        # Not required here, because a request without it must get 403 and not 400.
        "method.request.header.${local.auth_header}" = false
      }
    }
    OPTIONS = { request_parameters = {} }
  }

  # API Gateway's own errors, in the contract's format. 403 gives no details.
  api_gateway_errors = {
    ACCESS_DENIED                = { status = "403", code = "forbidden", message = "\"Forbidden\"" }
    API_CONFIGURATION_ERROR      = { status = "500", code = "internal_error", message = "\"Internal error\"" }
    BAD_REQUEST_PARAMETERS       = { status = "400", code = "missing_parameter", message = "$context.error.messageString" }
    DEFAULT_4XX                  = { status = null, code = "bad_request", message = "\"Bad request\"" } # some of API Gateway's messages contain a request header
    DEFAULT_5XX                  = { status = null, code = "internal_error", message = "\"Internal error\"" }
    EXPIRED_TOKEN                = { status = "403", code = "forbidden", message = "\"Forbidden\"" }
    INVALID_API_KEY              = { status = "403", code = "forbidden", message = "\"Forbidden\"" }
    INVALID_SIGNATURE            = { status = "403", code = "forbidden", message = "\"Forbidden\"" } # an Authorization header on an unknown path
    MISSING_AUTHENTICATION_TOKEN = { status = "403", code = "forbidden", message = "\"Forbidden\"" } # also any unknown path
    QUOTA_EXCEEDED               = { status = "429", code = "too_many_requests", message = "\"Too many requests\"" }
    REQUEST_TOO_LARGE            = { status = "413", code = "request_too_large", message = "\"Request too large\"" }
    THROTTLED                    = { status = "429", code = "too_many_requests", message = "\"Too many requests\"" }
    WAF_FILTERED                 = { status = "403", code = "forbidden", message = "\"Forbidden\"" }
  }

  # API Gateway cannot select one of several origins. It cannot return the request's origin either: it matches header
  # names by case, and browsers send `origin` over HTTP/2. So with several origins, any page may read these errors. They
  # are constant and allow no credentials.
  api_error_headers = length(var.cors_allowed_origins) == 0 ? {} : {
    "gatewayresponse.header.Access-Control-Allow-Origin" = length(var.cors_allowed_origins) == 1 ? "'${one(var.cors_allowed_origins)}'" : "'*'"
  }

  api_integration_uri = "arn:${local.partition}:apigateway:${var.region}:lambda:path/2015-03-31/functions/${local.function_arns.get_presigned_url}/invocations"

  api_configuration = merge(local.status_configuration, {
    path            = local.api_path
    methods         = local.api_methods
    gateway_errors  = local.api_gateway_errors
    error_headers   = local.api_error_headers
    busy_headers    = { "gatewayresponse.header.Retry-After" = "'1'" } # seconds
    integration_uri = local.api_integration_uri
    # A setting of the API, but a stage uses it only after a new deployment.
    disable_execute_api_endpoint = var.disable_execute_api_endpoint
  })
}

resource "aws_api_gateway_rest_api" "this" {
  name                         = local.bucket_name
  description                  = "Presigned upload URLs for ${local.bucket_name}"
  disable_execute_api_endpoint = local.api_configuration.disable_execute_api_endpoint
  tags                         = var.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_resource" "upload_url" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = local.api_configuration.path
}

resource "aws_api_gateway_request_validator" "this" {
  name                        = "parameters-and-body"
  rest_api_id                 = aws_api_gateway_rest_api.this.id
  validate_request_parameters = true
  validate_request_body       = true
}

resource "aws_api_gateway_method" "upload_url" {
  for_each = local.api_configuration.methods

  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = aws_api_gateway_resource.upload_url.id
  http_method          = each.key
  authorization        = "NONE" # the function compares the auth header with the secret; WAF blocks requests without it
  request_validator_id = aws_api_gateway_request_validator.this.id
  request_parameters   = each.value.request_parameters
}

resource "aws_api_gateway_integration" "upload_url" {
  for_each = local.api_configuration.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.upload_url.id
  http_method             = aws_api_gateway_method.upload_url[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.api_configuration.integration_uri
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.api_configuration.gateway_errors

  rest_api_id         = aws_api_gateway_rest_api.this.id
  response_type       = each.key
  status_code         = each.value.status
  response_parameters = merge(local.api_configuration.error_headers, each.value.status == "429" ? local.api_configuration.busy_headers : {})
  response_templates = {
    "application/json" = "{\"error\":{\"code\":\"${each.value.code}\",\"message\":${each.value.message}}}"
  }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  description = "Configuration ${substr(sha256(jsonencode(local.api_configuration)), 0, 12)}"
  triggers    = { configuration = sha256(jsonencode(local.api_configuration)) }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [
    aws_api_gateway_method.upload_url,
    aws_api_gateway_integration.upload_url,
    aws_api_gateway_method.upload_status,
    aws_api_gateway_integration.upload_status,
    aws_api_gateway_gateway_response.this,
  ]
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = local.api_stage_name
  xray_tracing_enabled = true
  tags                 = var.tags

  dynamic "access_log_settings" {
    for_each = var.enable_access_logs ? [true] : []
    content {
      destination_arn = local.log_group_arns.api
      # No query string and no headers, so that the log contains neither file names nor the secret.
      format = jsonencode({
        requestId          = "$context.requestId"
        requestTime        = "$context.requestTime"
        sourceIp           = "$context.identity.sourceIp"
        userAgent          = "$context.identity.userAgent"
        httpMethod         = "$context.httpMethod"
        resourcePath       = "$context.resourcePath"
        protocol           = "$context.protocol"
        status             = "$context.status"
        responseLength     = "$context.responseLength"
        responseLatency    = "$context.responseLatency"
        integrationLatency = "$context.integrationLatency"
        errorType          = "$context.error.responseType"
        wafStatus          = "$context.waf.status"
        xrayTraceId        = "$context.xrayTraceId"
      })
    }
  }

  depends_on = [aws_cloudwatch_log_group.api, aws_api_gateway_account.this]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = var.enable_method_metrics
    logging_level          = var.enable_access_logs ? "ERROR" : "OFF"
    data_trace_enabled     = false # true would log all headers, including the secret
    throttling_rate_limit  = var.throttling.rate_limit
    throttling_burst_limit = var.throttling.burst_limit
  }

  depends_on = [aws_cloudwatch_log_group.api_execution]
}

# API Gateway's execution logs use a group of this name. If it is missing, API Gateway creates it without retention and
# without a KMS key.
resource "aws_cloudwatch_log_group" "api_execution" {
  count = var.enable_access_logs ? 1 : 0

  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/${local.api_stage_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "api" {
  count = var.enable_access_logs ? 1 : 0

  name              = local.log_group_names.api
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

# One per account and region, shared by all APIs there. So the module creates it only on request.

resource "aws_iam_role" "api_gateway_account" {
  count = var.create_api_gateway_account_role ? 1 : 0

  name                 = local.names.api_gateway_account_role
  description          = "API Gateway of this account and region writes logs"
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ApiGatewayAssumes"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "apigateway.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "api_gateway_account" {
  count = var.create_api_gateway_account_role ? 1 : 0

  role       = aws_iam_role.api_gateway_account[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count = var.create_api_gateway_account_role ? 1 : 0

  cloudwatch_role_arn = local.role_arns.api_gateway_account

  depends_on = [aws_iam_role_policy_attachment.api_gateway_account]
}
