# Step 4 of the flow: the function that makes the thumbnail and records the metadata, and its dead-letter queue.

resource "aws_cloudwatch_log_group" "process_uploaded_file" {
  name              = local.log_group_names.process_uploaded_file
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "process_uploaded_file" {
  name                 = local.names.process_uploaded_file_role
  description          = "Processes uploads to ${local.bucket_name}/${local.uploads_prefix}"
  assume_role_policy   = local.lambda_trust_policy
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags
}

resource "aws_iam_role_policy" "process_uploaded_file" {
  name = "process-uploaded-file"
  role = aws_iam_role.process_uploaded_file.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.telemetry_statements.process_uploaded_file, [
      {
        Sid      = "ReadUploads"
        Effect   = "Allow"
        Action   = "s3:GetObjectVersion"
        Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
      },
      {
        # Finds the newest version, whether the reported version still exists, and the thumbnails to delete.
        Sid       = "ListVersions"
        Effect    = "Allow"
        Action    = "s3:ListBucketVersions"
        Resource  = local.bucket_arn
        Condition = { StringLike = { "s3:prefix" = ["${local.uploads_prefix}*", "${local.thumbnails_prefix}*"] } }
      },
      {
        Sid      = "WriteThumbnails"
        Effect   = "Allow"
        Action   = ["s3:DeleteObjectVersion", "s3:PutObject"] # a thumbnail without an item is deleted permanently
        Resource = "${local.bucket_arn}/${local.thumbnails_prefix}*"
      },
      {
        Sid      = "RecordMetadata"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = local.table_arn
      },
      {
        Sid      = "SendDeadLetters"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = local.dlq_arn
      },
      ],
      [for statement in [{
        Sid      = "CheckScanTagAndDeleteInfected"
        Effect   = "Allow"
        Action   = ["s3:DeleteObjectVersion", "s3:GetObjectVersionTagging"]
        Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
      }] : statement if local.scanner.tag != null],
      [for statement in [{
        Sid      = "DeleteRejected"
        Effect   = "Allow"
        Action   = "s3:DeleteObjectVersion"
        Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
      }] : statement if var.delete_rejected_uploads],
      [for statement in [{
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = local.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = [
          for service in ["dynamodb", "s3", "sqs"] : "${service}.${var.region}.${local.dns_suffix}"
        ] } }
      }] : statement if var.kms_key != null],
    )
  })
}

locals {
  processing_environment = {
    UPLOADS_BUCKET        = local.bucket_name
    UPLOADS_PREFIX        = local.uploads_prefix
    THUMBNAILS_PREFIX     = local.thumbnails_prefix
    METADATA_TABLE        = local.table_name
    SCANNER               = local.scanner_name
    DELETE_REJECTED       = var.delete_rejected_uploads
    MAX_UPLOAD_BYTES      = var.upload_max_bytes
    MAX_IMAGE_PIXELS      = var.max_image_pixels
    ALLOWED_CONTENT_TYPES = jsonencode(sort(distinct(values(var.allowed_extensions))))
    THUMBNAIL             = jsonencode(var.thumbnail)
    THUMBNAILS            = jsonencode(var.thumbnails)
    THUMBNAIL_FORMAT      = var.thumbnail_format
  }
}

resource "aws_lambda_layer_version" "pillow" {
  layer_name               = local.names.pillow_layer
  description              = "Pillow and isal, for thumbnails"
  filename                 = local.pillow_layer
  source_code_hash         = filebase64sha256(local.pillow_layer)
  compatible_runtimes      = ["python3.13"]
  compatible_architectures = [var.architecture]
  license_info             = "MIT-CMU, PSF-2.0, BSD-3-Clause"

  lifecycle {
    create_before_destroy = true
  }
}

# The HEIC decoder, only if HEIC is an allowed type. It is a layer of its own, because its licences differ.
resource "aws_lambda_layer_version" "heif" {
  count = local.decodes_heif ? 1 : 0

  layer_name               = local.names.heif_layer
  description              = "libheif and libde265, for HEIC; notice and licences are in licences/heif/"
  filename                 = local.heif_layer
  source_code_hash         = filebase64sha256(local.heif_layer)
  compatible_runtimes      = ["python3.13"]
  compatible_architectures = [var.architecture]
  license_info             = "LGPL-3.0-only, BSD-3-Clause"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lambda_function" "process_uploaded_file" {
  function_name                  = local.names.process_uploaded_file_function
  description                    = "Makes thumbnails and records the metadata of uploads"
  role                           = local.role_arns.process_uploaded_file
  runtime                        = "python3.13"
  architectures                  = [var.architecture]
  handler                        = "handler.handler"
  filename                       = "${local.packages_folder}/process_uploaded_file.zip"
  source_code_hash               = filebase64sha256("${local.packages_folder}/process_uploaded_file.zip")
  layers                         = concat([aws_lambda_layer_version.pillow.arn], aws_lambda_layer_version.heif[*].arn)
  memory_size                    = var.processing_memory_mb
  timeout                        = var.processing_timeout_seconds
  reserved_concurrent_executions = coalesce(var.processing_reserved_concurrency, -1)
  tags                           = var.tags

  environment {
    variables = merge(local.processing_environment, var.enable_metrics ? { METRICS_FUNCTION = "process_uploaded_file" } : {})
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.process_uploaded_file.name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.process_uploaded_file]
}

resource "aws_lambda_function_event_invoke_config" "process_uploaded_file" {
  function_name                = aws_lambda_function.process_uploaded_file.function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 21600

  destination_config {
    on_failure {
      destination = local.dlq_arn
    }
  }

  depends_on = [aws_sqs_queue.processing_dlq]
}

resource "aws_sqs_queue" "processing_dlq" {
  name                      = local.names.processing_dlq
  message_retention_seconds = 1209600 # 14 days, SQS's maximum
  sqs_managed_sse_enabled   = var.kms_key == null ? true : null
  kms_master_key_id         = local.kms_key_arn
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "processing_dlq" {
  queue_url = aws_sqs_queue.processing_dlq.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = local.dlq_arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # Findings that SNS could not deliver to the function.
      [for statement in [{
        Sid       = "AllowFindingsTopic"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = local.dlq_arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.findings_topic_arn } }
      }] : statement if local.scanner.findings_topic != null],
      # Arrivals that EventBridge could not deliver to the tracking function.
      [for statement in [{
        Sid       = "AllowPendingArrivalRule"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = local.dlq_arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.rule_arns.pending_arrival } }
      }] : statement if local.records_pending],
      # GuardDuty results that EventBridge could not deliver to the function.
      [for statement in [{
        Sid       = "AllowScanResultRule"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = local.dlq_arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.rule_arns.scan_result } }
      }] : statement if local.has_guardduty],
    )
  })
}
