# With `pending_uploads`: a function records each upload when it arrives, so that an upload without a verdict is
# noticed. The bucket sends an event for each upload to EventBridge. The function records it, and counts the pending
# uploads.
#
# The function uses the processing function's package, with a role that cannot read files. It is a separate function,
# because the processing function of 1.0 cannot handle these events. A return to 1.0 removes the function and its events.

resource "aws_cloudwatch_log_group" "track_pending_uploads" {
  count = local.records_pending ? 1 : 0

  name              = local.log_group_names.track_pending_uploads
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "track_pending_uploads" {
  count = local.records_pending ? 1 : 0

  name                 = local.names.track_pending_uploads_role
  description          = "Records and counts uploads to ${local.bucket_name}/${local.uploads_prefix} that wait for a verdict"
  assume_role_policy   = local.lambda_trust_policy
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags
}

resource "aws_iam_role_policy" "track_pending_uploads" {
  count = local.records_pending ? 1 : 0

  name = "track-pending-uploads"
  role = aws_iam_role.track_pending_uploads[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.telemetry_statements.track_pending_uploads, [
      {
        # Finds whether the version still exists, its upload time, and the thumbnails that a newer upload replaces.
        Sid       = "ListVersions"
        Effect    = "Allow"
        Action    = "s3:ListBucketVersions"
        Resource  = local.bucket_arn
        Condition = { StringLike = { "s3:prefix" = ["${local.uploads_prefix}*", "${local.thumbnails_prefix}*"] } }
      },
      {
        Sid      = "RemoveReplacedThumbnails"
        Effect   = "Allow"
        Action   = "s3:DeleteObjectVersion"
        Resource = "${local.bucket_arn}/${local.thumbnails_prefix}*"
      },
      {
        Sid      = "RecordMetadata"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = local.table_arn
      },
      {
        Sid      = "CountPending"
        Effect   = "Allow"
        Action   = "dynamodb:Query"
        Resource = "${local.table_arn}/index/${local.pending_index}"
      },
      {
        Sid      = "SendDeadLetters"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = local.dlq_arn
      },
      ],
      [for statement in [{
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = local.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = [
          for service in ["dynamodb", "sqs"] : "${service}.${var.region}.${local.dns_suffix}"
        ] } }
      }] : statement if var.kms_key != null],
    )
  })
}

resource "aws_lambda_function" "track_pending_uploads" {
  count = local.records_pending ? 1 : 0

  function_name    = local.names.track_pending_uploads_function
  description      = "Records uploads as pending when they arrive, and counts those that wait for a verdict"
  role             = local.role_arns.track_pending_uploads
  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "handler.handler"
  filename         = "${local.packages_folder}/process_uploaded_file.zip"
  source_code_hash = filebase64sha256("${local.packages_folder}/process_uploaded_file.zip")
  layers           = concat([aws_lambda_layer_version.pillow.arn], aws_lambda_layer_version.heif[*].arn)
  memory_size      = 512 # enough, because it decodes no images
  timeout          = 60
  tags             = var.tags

  environment {
    variables = merge(local.processing_environment, { DELETE_REJECTED = false }, var.enable_metrics ? { METRICS_FUNCTION = "track_pending_uploads" } : {}) # its role may not delete uploads
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.track_pending_uploads[0].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.track_pending_uploads]
}

resource "aws_lambda_function_event_invoke_config" "track_pending_uploads" {
  count = local.records_pending ? 1 : 0

  function_name                = aws_lambda_function.track_pending_uploads[0].function_name
  maximum_retry_attempts       = 2
  maximum_event_age_in_seconds = 21600

  destination_config {
    on_failure {
      destination = local.dlq_arn
    }
  }

  depends_on = [aws_sqs_queue.processing_dlq]
}

# --- Triggers ---------------------------------------------------------------------------------------

locals {
  pending_rules = { for rule, values in {
    arrival = {
      description = "Uploads to ${local.bucket_name}/${local.uploads_prefix}"
      pattern = jsonencode({
        source      = ["aws.s3"]
        detail-type = ["Object Created"]
        account     = [local.account]
        detail = {
          bucket = { name = [local.bucket_name] }
          object = { key = [{ prefix = local.uploads_prefix }] }
        }
      })
      schedule = null
    }
    check = {
      description = "When to count the pending uploads of ${local.bucket_name}"
      pattern     = null
      schedule    = "rate(5 minutes)"
    }
  } : rule => values if local.records_pending }
}

resource "aws_cloudwatch_event_rule" "pending" {
  for_each = local.pending_rules

  name                = local.names["pending_${each.key}_rule"]
  description         = each.value.description
  event_pattern       = each.value.pattern
  schedule_expression = each.value.schedule
  tags                = var.tags
}

resource "aws_lambda_permission" "pending" {
  for_each = local.pending_rules

  statement_id  = "AllowPending${title(each.key)}Rule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.track_pending_uploads[0].function_name
  principal     = "events.amazonaws.com"
  source_arn    = local.rule_arns["pending_${each.key}"]
}

resource "aws_cloudwatch_event_target" "pending" {
  for_each = local.pending_rules

  rule      = aws_cloudwatch_event_rule.pending[each.key].name
  target_id = "track-pending-uploads"
  arn       = local.function_arns.track_pending_uploads

  # EventBridge retries an arrival for a day. It does not retry a check, because the next one follows soon.
  retry_policy {
    maximum_event_age_in_seconds = each.value.schedule == null ? 86400 : 300
    maximum_retry_attempts       = each.value.schedule == null ? 185 : 0
  }

  dynamic "dead_letter_config" {
    for_each = each.value.schedule == null ? [local.dlq_arn] : []
    content {
      arn = dead_letter_config.value
    }
  }

  depends_on = [aws_lambda_function.track_pending_uploads, aws_lambda_permission.pending, aws_sqs_queue_policy.processing_dlq]
}
