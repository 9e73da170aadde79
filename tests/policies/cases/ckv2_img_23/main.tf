resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.pass.name
  }
}

resource "aws_lambda_function" "fail_for_ever" {
  function_name = "fail-for-ever"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.fail_for_ever.name
  }
}

resource "aws_lambda_function" "fail_zero" {
  function_name = "fail-zero"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.fail_zero.name
  }
}

resource "aws_lambda_function" "fail_a_day" {
  function_name = "fail-a-day"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.fail_a_day.name
  }
}

resource "aws_lambda_function" "undecided_pass" {
  function_name = "undecided-pass"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.undecided_pass.name
  }
}

resource "aws_cloudwatch_log_group" "pass" {
  name              = "/aws/lambda/pass"
  retention_in_days = 365
}

resource "aws_cloudwatch_log_group" "fail_for_ever" {
  name = "/aws/lambda/fail-for-ever"
}

resource "aws_cloudwatch_log_group" "fail_zero" {
  name              = "/aws/lambda/fail-zero"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "fail_a_day" {
  name              = "/aws/lambda/fail-a-day"
  retention_in_days = 1
}

resource "aws_cloudwatch_log_group" "undecided_pass" {
  name              = "/aws/lambda/undecided-pass"
  retention_in_days = max([for days in ["30", "365"] : tonumber(days)]...)
}

resource "aws_cloudwatch_log_group" "quiet" {
  name = "/aws/lambda/quiet"
}

