resource "aws_lambda_function" "fail_deletes_unscanned" {
  function_name = "fail-deletes-unscanned"
  role          = aws_iam_role.fail_deletes_unscanned.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_deletes_unscanned" {
  name = "fail-deletes-unscanned"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_deletes_unscanned" {
  role = aws_iam_role.fail_deletes_unscanned.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
      { Effect = "Allow", Action = ["s3:DeleteObjectVersion", "s3:GetObjectVersionTagging"], Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}
