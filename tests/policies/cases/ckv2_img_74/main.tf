# The functions that make a bucket and a table an uploader's.
resource "aws_lambda_function" "quiet_processing" {
  function_name = "processing"
  role          = "arn:aws:iam::123456789012:role/processing"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = aws_dynamodb_table.items.name, SCANNER = "none" }
  }
}

resource "aws_dynamodb_table" "items" {
  name             = "items"
  hash_key         = "user_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_sqs_queue" "letters" {
  name = "letters"
}

resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "pass" {
  name = "pass"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass" {
  role = aws_iam_role.pass.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "pass" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.pass.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "pass_with_key" {
  function_name = "pass-with-key"
  role          = aws_iam_role.pass_with_key.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "pass_with_key" {
  name = "pass-with-key"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass_with_key" {
  role = aws_iam_role.pass_with_key.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = "arn:aws:kms:eu-central-1:123456789012:key/k", Condition = { StringEquals = { "kms:ViaService" = ["dynamodb.eu-central-1.amazonaws.com"] } } },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "pass_with_key" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.pass_with_key.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_every_stream" {
  function_name = "fail-every-stream"
  role          = aws_iam_role.fail_every_stream.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_every_stream" {
  name = "fail-every-stream"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_every_stream" {
  role = aws_iam_role.fail_every_stream.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/*/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_every_stream" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_every_stream.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_other_table" {
  function_name = "fail-other-table"
  role          = aws_iam_role.fail_other_table.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_other_table" {
  name = "fail-other-table"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_other_table" {
  role = aws_iam_role.fail_other_table.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/others/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_other_table" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_other_table.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_items" {
  function_name = "fail-items"
  role          = aws_iam_role.fail_items.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_items" {
  name = "fail-items"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_items" {
  role = aws_iam_role.fail_items.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_items" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_items.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_items_by_stream" {
  function_name = "fail-items-by-stream"
  role          = aws_iam_role.fail_items_by_stream.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_items_by_stream" {
  name = "fail-items-by-stream"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_items_by_stream" {
  role = aws_iam_role.fail_items_by_stream.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_items_by_stream" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_items_by_stream.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_read_whole_table" {
  function_name = "fail-read-whole-table"
  role          = aws_iam_role.fail_read_whole_table.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_read_whole_table" {
  name = "fail-read-whole-table"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_read_whole_table" {
  role = aws_iam_role.fail_read_whole_table.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_read_whole_table" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_read_whole_table.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_other_bus" {
  function_name = "fail-other-bus"
  role          = aws_iam_role.fail_other_bus.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_other_bus" {
  name = "fail-other-bus"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_other_bus" {
  role = aws_iam_role.fail_other_bus.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/others", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_other_bus" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_other_bus.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_every_bus" {
  function_name = "fail-every-bus"
  role          = aws_iam_role.fail_every_bus.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_every_bus" {
  name = "fail-every-bus"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_every_bus" {
  role = aws_iam_role.fail_every_bus.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "*", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_every_bus" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_every_bus.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_makes_rules" {
  function_name = "fail-makes-rules"
  role          = aws_iam_role.fail_makes_rules.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_makes_rules" {
  name = "fail-makes-rules"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_makes_rules" {
  role = aws_iam_role.fail_makes_rules.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "events:PutRule", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_makes_rules" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_makes_rules.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_other_queue" {
  function_name = "fail-other-queue"
  role          = aws_iam_role.fail_other_queue.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_other_queue" {
  name = "fail-other-queue"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_other_queue" {
  role = aws_iam_role.fail_other_queue.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:others" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_other_queue" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_other_queue.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_reads_queue" {
  function_name = "fail-reads-queue"
  role          = aws_iam_role.fail_reads_queue.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_reads_queue" {
  name = "fail-reads-queue"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_reads_queue" {
  role = aws_iam_role.fail_reads_queue.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "sqs:ReceiveMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_reads_queue" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_reads_queue.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_encrypts" {
  function_name = "fail-encrypts"
  role          = aws_iam_role.fail_encrypts.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_encrypts" {
  name = "fail-encrypts"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_encrypts" {
  role = aws_iam_role.fail_encrypts.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "kms:Encrypt", Resource = "arn:aws:kms:eu-central-1:123456789012:key/k" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_encrypts" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_encrypts.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_reads_files" {
  function_name = "fail-reads-files"
  role          = aws_iam_role.fail_reads_files.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_reads_files" {
  name = "fail-reads-files"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_reads_files" {
  role = aws_iam_role.fail_reads_files.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
      { Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::uploads/*" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_reads_files" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_reads_files.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_role_elsewhere" {
  function_name = "fail-role-elsewhere"
  role          = "arn:aws:iam::123456789012:role/elsewhere"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_lambda_event_source_mapping" "fail_role_elsewhere" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_role_elsewhere.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_any_source" {
  function_name = "fail-any-source"
  role          = aws_iam_role.fail_any_source.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_any_source" {
  name = "fail-any-source"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_any_source" {
  role = aws_iam_role.fail_any_source.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_any_source" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_any_source.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_other_source" {
  function_name = "fail-other-source"
  role          = aws_iam_role.fail_other_source.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_other_source" {
  name = "fail-other-source"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_other_source" {
  role = aws_iam_role.fail_other_source.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = ["image-uploader", "aws.s3"] } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_other_source" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_other_source.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_several_sources_of_a_kind" {
  function_name = "fail-several-sources-of-a-kind"
  role          = aws_iam_role.fail_several_sources_of_a_kind.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_several_sources_of_a_kind" {
  name = "fail-several-sources-of-a-kind"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_several_sources_of_a_kind" {
  role = aws_iam_role.fail_several_sources_of_a_kind.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-*" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "fail_several_sources_of_a_kind" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.fail_several_sources_of_a_kind.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_function" "fail_called_by_nothing" {
  function_name = "fail-called-by-nothing"
  role          = aws_iam_role.fail_called_by_nothing.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "fail_called_by_nothing" {
  name = "fail-called-by-nothing"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_called_by_nothing" {
  role = aws_iam_role.fail_called_by_nothing.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}
