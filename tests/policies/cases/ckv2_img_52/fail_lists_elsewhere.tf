resource "aws_lambda_function" "fail_lists_elsewhere" {
  function_name = "fail-lists-elsewhere"
  role          = aws_iam_role.fail_lists_elsewhere.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_lists_elsewhere" {
  name = "fail-lists-elsewhere"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_lists_elsewhere" {
  role = aws_iam_role.fail_lists_elsewhere.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucketVersions", Resource = "arn:aws:s3:::uploads", Condition = { StringLike = { "s3:prefix" = "*" } } },
    ]
  })
}
