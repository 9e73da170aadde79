resource "aws_lambda_function" "fail_another_table" {
  function_name = "fail-another-table"
  role          = aws_iam_role.fail_another_table.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_another_table" {
  name = "fail-another-table"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_another_table" {
  role = aws_iam_role.fail_another_table.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:PutItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/others" },
    ]
  })
}
