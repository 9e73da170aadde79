# An uploader that stores in a bucket, a table, a queue and a log group.

variable "name" {
  type = string
}

variable "bucket_key" {
  type = string
}

variable "table_key" {
  type = string
}

variable "queue_key" {
  type = string
}

variable "logs_key" {
  type = string
}

resource "aws_lambda_function" "uploader" {
  function_name = var.name
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = var.name, UPLOADS_PREFIX = "uploads/", METADATA_TABLE = var.name }
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:eu-central-1:123456789012:${var.name}"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.bucket_key
    }
  }
}

resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user_id"

  attribute {
    name = "user_id"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.table_key
  }
}

resource "aws_sqs_queue" "this" {
  name              = var.name
  kms_master_key_id = var.queue_key
}

resource "aws_cloudwatch_log_group" "this" {
  name       = "/aws/lambda/${var.name}"
  kms_key_id = var.logs_key
}
