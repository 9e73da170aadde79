# A stand-in for GuardDuty Malware Protection for S3, connected as GuardDuty is: it receives the bucket's events from
# EventBridge, scans the file, and sends its result to the default bus. For the module it is a protection plan that
# already exists (`scanner_role`), because no engine has GuardDuty's API.

locals {
  guardduty_name      = "${local.environment}-guardduty"
  guardduty_bucket    = "${local.environment}-uploads-guardduty"
  guardduty_role_arn  = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${local.guardduty_name}"
  guardduty_processor = "arn:aws:lambda:${var.region}:${data.aws_caller_identity.current.account_id}:function:${local.guardduty_bucket}-process-uploaded-file"
}

resource "aws_iam_role" "guardduty" {
  name = local.guardduty_name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "guardduty" {
  name = "scan"
  role = aws_iam_role.guardduty.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersion", "s3:PutObjectVersionTagging"]
        Resource = "arn:aws:s3:::${local.guardduty_bucket}/uploads/*"
      },
      {
        Effect   = "Allow"
        Action   = "events:PutEvents"
        Resource = "arn:aws:events:${var.region}:${data.aws_caller_identity.current.account_id}:event-bus/default"
      },
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = local.guardduty_processor
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_lambda_function" "guardduty" {
  function_name    = local.guardduty_name
  role             = aws_iam_role.guardduty.arn
  runtime          = "python3.13"
  architectures    = [var.overrides.architecture]
  handler          = "handler.handler"
  filename         = var.guardduty_package
  source_code_hash = filebase64sha256(var.guardduty_package)
  memory_size      = 256
  timeout          = 30

  environment {
    variables = {
      RESULTS_FUNCTION = local.guardduty_processor
      MAX_SCAN_BYTES   = 8388608
    }
  }

  depends_on = [aws_iam_role_policy.guardduty]
}

resource "aws_cloudwatch_event_rule" "guardduty" {
  name = "${local.guardduty_name}-uploads"

  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [local.guardduty_bucket] }
      object = { key = [{ prefix = "uploads/" }] }
    }
  })
}

resource "aws_lambda_permission" "guardduty" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.guardduty.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.guardduty.arn
}

resource "aws_cloudwatch_event_target" "guardduty" {
  rule = aws_cloudwatch_event_rule.guardduty.name
  arn  = aws_lambda_function.guardduty.arn
}
