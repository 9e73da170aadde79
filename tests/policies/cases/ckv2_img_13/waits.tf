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

resource "aws_s3_bucket" "fail_opens" {
  bucket = "fail-opens"
}

resource "aws_lambda_function" "fail_opens" {
  function_name = "fail-opens"
  role          = "arn:aws:iam::123456789012:role/fail-opens"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "fail-opens", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_opens" {
  name               = "fail-opens"
  assume_role_policy = jsonencode({})
}

resource "aws_iam_role_policy" "fail_opens" {
  role   = "fail-opens"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject*", Resource = "arn:aws:s3:::fail-opens/uploads/*" }] })
}

resource "aws_cloudwatch_event_target" "fail_opens" {
  rule = aws_cloudwatch_event_rule.created.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:fail-opens"
}

resource "aws_s3_bucket" "fail_opens_any_bucket" {
  bucket = "fail-opens-any-bucket"
}

resource "aws_lambda_function" "fail_opens_any_bucket" {
  function_name = "fail-opens-any-bucket"
  role          = "arn:aws:iam::123456789012:role/fail-opens-any-bucket"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "fail-opens-any-bucket", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_opens_any_bucket" {
  name               = "fail-opens-any-bucket"
  assume_role_policy = jsonencode({})
}

resource "aws_iam_role_policy" "fail_opens_any_bucket" {
  role   = "fail-opens-any-bucket"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::*" }] })
}

resource "aws_cloudwatch_event_target" "fail_opens_any_bucket" {
  rule = aws_cloudwatch_event_rule.created.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:fail-opens-any-bucket"
}
