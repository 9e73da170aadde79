# The functions that make a bucket and a table an uploader's.
resource "aws_lambda_function" "processing" {
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

resource "aws_dynamodb_table" "keys_only" {
  name             = "keys-only"
  hash_key         = "user_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "KEYS_ONLY"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_lambda_function" "keys_only" {
  function_name = "keys-only"
  role          = "arn:aws:iam::123456789012:role/processing"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = aws_dynamodb_table.keys_only.name, SCANNER = "none" }
  }
}

resource "aws_dynamodb_table" "no_stream" {
  name             = "no-stream"
  hash_key         = "user_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = false
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "user_id"
    type = "S"
  }
}

resource "aws_lambda_function" "no_stream" {
  function_name = "no-stream"
  role          = "arn:aws:iam::123456789012:role/processing"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = aws_dynamodb_table.no_stream.name, SCANNER = "none" }
  }
}

# Another reader's queue is none of the policy's business.
resource "aws_lambda_event_source_mapping" "quiet_queue" {
  event_source_arn = aws_sqs_queue.letters.arn
  function_name    = aws_lambda_function.sending.arn
}

resource "aws_lambda_function" "sending" {
  function_name = "sending"
  role          = aws_iam_role.sending.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "sending" {
  name = "sending"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "sending" {
  role = aws_iam_role.sending.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:letters" },
    ]
  })
}

resource "aws_lambda_function" "mute" {
  function_name = "mute"
  role          = aws_iam_role.mute.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", EVENT_BUS = "arn:aws:events:eu-central-1:123456789012:event-bus/default" }
  }
}

resource "aws_iam_role" "mute" {
  name = "mute"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "mute" {
  role = aws_iam_role.mute.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items/stream/*" },
      { Effect = "Allow", Action = "events:PutEvents", Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default", Condition = { "ForAllValues:StringEquals" = { "events:source" = "image-uploader" } } },
    ]
  })
}

resource "aws_lambda_event_source_mapping" "pass" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
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

resource "aws_lambda_event_source_mapping" "pass_at_amazons_defaults" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "pass_enabled" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600
  enabled                        = true

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "pass_many_attempts" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = 1000
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_disabled" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600
  enabled                        = false

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_latest" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "LATEST"
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

resource "aws_lambda_event_source_mapping" "fail_not_split" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = false
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_split_unset" {
  event_source_arn              = aws_dynamodb_table.items.stream_arn
  function_name                 = aws_lambda_function.sending.arn
  starting_position             = "TRIM_HORIZON"
  function_response_types       = ["ReportBatchItemFailures"]
  maximum_retry_attempts        = -1
  maximum_record_age_in_seconds = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_no_reports" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_few_attempts" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = 2
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_no_attempts" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = 0
  maximum_record_age_in_seconds  = 21600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_short" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "fail_no_queue" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600
}

resource "aws_lambda_event_source_mapping" "fail_may_not_send" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.mute.arn
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

resource "aws_lambda_event_source_mapping" "fail_keys_only" {
  event_source_arn               = aws_dynamodb_table.keys_only.stream_arn
  function_name                  = aws_lambda_function.sending.arn
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

resource "aws_lambda_event_source_mapping" "fail_no_stream" {
  event_source_arn               = aws_dynamodb_table.no_stream.stream_arn
  function_name                  = aws_lambda_function.sending.arn
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

resource "aws_lambda_event_source_mapping" "fail_not_a_stream" {
  event_source_arn               = "arn:aws:dynamodb:eu-central-1:123456789012:table/items"
  function_name                  = aws_lambda_function.sending.arn
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

resource "aws_lambda_event_source_mapping" "fail_filtered" {
  event_source_arn               = aws_dynamodb_table.items.stream_arn
  function_name                  = aws_lambda_function.sending.arn
  starting_position              = "TRIM_HORIZON"
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = -1
  maximum_record_age_in_seconds  = 21600

  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT"] })
    }
  }

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.letters.arn
    }
  }
}
