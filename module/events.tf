# With `upload_events`: a function sends each verdict in the table to an event bus. It reads the table's stream, so
# every recorded item leads to an event.

resource "aws_cloudwatch_log_group" "send_upload_events" {
  count = local.sends_events ? 1 : 0

  name              = local.log_group_names.send_upload_events
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "send_upload_events" {
  count = local.sends_events ? 1 : 0

  name                 = local.names.send_upload_events_role
  description          = "Sends the verdicts that are written to ${local.table_name} to an event bus"
  assume_role_policy   = local.lambda_trust_policy
  permissions_boundary = try(var.permissions_boundary.arn, null)
  tags                 = var.tags
}

resource "aws_iam_role_policy" "send_upload_events" {
  count = local.sends_events ? 1 : 0

  name = "send-upload-events"
  role = aws_iam_role.send_upload_events[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.telemetry_statements.send_upload_events, [
      {
        # A stream's ARN ends in its creation time.
        Sid      = "ReadStream"
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
        Resource = "${local.table_arn}/stream/*"
      },
      {
        Sid       = "SendEvents"
        Effect    = "Allow"
        Action    = "events:PutEvents"
        Resource  = local.event_bus_arn
        Condition = { "ForAllValues:StringEquals" = { "events:source" = local.event_source } }
      },
      {
        Sid      = "SendDeadLetters"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = local.events_dlq_arn
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

resource "aws_lambda_function" "send_upload_events" {
  count = local.sends_events ? 1 : 0

  function_name    = local.names.send_upload_events_function
  description      = "Sends each upload's verdict to an event bus"
  role             = local.role_arns.send_upload_events
  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "handler.handler"
  filename         = "${local.packages_folder}/send_upload_events.zip"
  source_code_hash = filebase64sha256("${local.packages_folder}/send_upload_events.zip")
  memory_size      = 256
  timeout          = 60
  tags             = var.tags

  environment {
    variables = {
      UPLOADS_BUCKET = local.bucket_name
      EVENT_BUS      = local.event_bus_arn
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.send_upload_events[0].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.send_upload_events]
}

resource "aws_lambda_event_source_mapping" "send_upload_events" {
  count = local.sends_events ? 1 : 0

  event_source_arn  = aws_dynamodb_table.this.stream_arn
  function_name     = local.function_arns.send_upload_events
  starting_position = "TRIM_HORIZON"
  batch_size        = 10 # PutEvents takes at most 10 entries
  tags              = var.tags

  # Lambda splits a failed batch and retries it until it is six hours old, like a failed event of the other functions.
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_record_age_in_seconds  = 21600
  maximum_retry_attempts         = -1

  destination_config {
    on_failure {
      destination_arn = local.events_dlq_arn
    }
  }

  depends_on = [aws_lambda_function.send_upload_events, aws_sqs_queue.upload_events_dlq]
}

# Lambda sends here the positions of the stream's records that it gave up, not the records themselves.
# operations/resend_upload_events.py reads their items from the table and sends the events again.
resource "aws_sqs_queue" "upload_events_dlq" {
  count = local.sends_events ? 1 : 0

  name                      = local.names.upload_events_dlq
  message_retention_seconds = 1209600 # 14 days, SQS's maximum
  sqs_managed_sse_enabled   = var.kms_key == null ? true : null
  kms_master_key_id         = local.kms_key_arn
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "upload_events_dlq" {
  count = local.sends_events ? 1 : 0

  queue_url = aws_sqs_queue.upload_events_dlq[0].url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyInsecureTransport"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = local.events_dlq_arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
