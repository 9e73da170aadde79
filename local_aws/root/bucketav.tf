# A stand-in for BucketAV, connected as BucketAV is: the bucket notifies the scan queue, the function scans the
# file and publishes its finding to a topic. BucketAV itself is a stack of EC2 instances; this is one function.

data "aws_caller_identity" "current" {}

locals {
  bucketav_name = "${local.environment}-bucketav"
  scan_queue    = "${local.bucketav_name}-scan"
  # Built from the name, because a reference to the bucket would be a cycle: the bucket needs the queue.
  scanned_bucket_arn = "arn:aws:s3:::${local.environment}-uploads-bucketav"
}

resource "aws_sns_topic" "findings" {
  name = "${local.bucketav_name}-findings"
}

resource "aws_sqs_queue" "scan" {
  name                       = local.scan_queue
  visibility_timeout_seconds = 60

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:${var.region}:${data.aws_caller_identity.current.account_id}:${local.scan_queue}"
      Condition = { ArnEquals = { "aws:SourceArn" = local.scanned_bucket_arn } }
    }]
  })
}

resource "aws_iam_role" "bucketav" {
  name = local.bucketav_name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "bucketav" {
  name = "scan"
  role = aws_iam_role.bucketav.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = aws_sqs_queue.scan.arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersion", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectVersionTagging"]
        Resource = "${local.scanned_bucket_arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "sns:Publish"
        Resource = aws_sns_topic.findings.arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_lambda_function" "bucketav" {
  function_name    = local.bucketav_name
  role             = aws_iam_role.bucketav.arn
  runtime          = "python3.13"
  architectures    = [var.overrides.architecture]
  handler          = "handler.handler"
  filename         = var.bucketav_package
  source_code_hash = filebase64sha256(var.bucketav_package)
  memory_size      = 256
  timeout          = 30

  environment {
    variables = {
      DELETION           = "version" # BucketAV's default; a test sets the other value, "marker"
      FINDINGS_TOPIC_ARN = aws_sns_topic.findings.arn
      MAX_SCAN_BYTES     = 8388608
    }
  }

  depends_on = [aws_iam_role_policy.bucketav]
}

resource "aws_lambda_event_source_mapping" "scan" {
  event_source_arn        = aws_sqs_queue.scan.arn
  function_name           = aws_lambda_function.bucketav.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
}
