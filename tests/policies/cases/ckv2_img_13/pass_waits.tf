# EventBridge may start a function that can open no file.

resource "aws_s3_bucket" "pass_waits" {
  bucket = "pass-waits"
}

resource "aws_lambda_function" "pass_waits" {
  function_name = "pass-waits"
  role          = "arn:aws:iam::123456789012:role/pass-waits"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "pass-waits", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "pass_waits" {
  name               = "pass-waits"
  assume_role_policy = jsonencode({})
}

resource "aws_iam_role_policy" "pass_waits" {
  role   = "pass-waits"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:PutItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/metadata" }] })
}

resource "aws_cloudwatch_event_target" "pass_waits" {
  rule = aws_cloudwatch_event_rule.created.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:pass-waits"
}
