resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
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
      { Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
      { Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObjectVersion"], Resource = "arn:aws:s3:::uploads/thumbnails/*" },
      { Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:PutItem"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "s3:ListBucketVersions", Resource = "arn:aws:s3:::uploads", Condition = { StringLike = { "s3:prefix" = ["uploads/*"] } } },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:123456789012:dlq" },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "pass" {
  function_name = aws_lambda_function.pass.function_name

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:dlq"
    }
  }
}
