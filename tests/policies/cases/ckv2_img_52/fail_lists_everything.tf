resource "aws_lambda_function" "fail_lists_everything" {
  function_name = "fail-lists-everything"
  role          = aws_iam_role.fail_lists_everything.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_lists_everything" {
  name = "fail-lists-everything"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_lists_everything" {
  role = aws_iam_role.fail_lists_everything.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucketVersions", Resource = "arn:aws:s3:::uploads" },
    ]
  })
}
