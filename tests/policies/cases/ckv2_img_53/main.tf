resource "aws_lambda_function" "of_fail_logging" {
  function_name = "of-fail-logging"
  role          = aws_iam_role.fail_logging.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_logging" {
  name = "fail-logging"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "fail_logging" {
  role       = aws_iam_role.fail_logging.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_lambda_function" "of_fail_exclusive" {
  function_name = "of-fail-exclusive"
  role          = aws_iam_role.fail_exclusive.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_exclusive" {
  name = "fail-exclusive"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachments_exclusive" "fail_exclusive" {
  role_name   = aws_iam_role.fail_exclusive.name
  policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]
}
