resource "aws_lambda_function" "pass_scanned" {
  function_name = "pass-scanned"
  role          = aws_iam_role.pass_scanned.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", THUMBNAILS_PREFIX = "thumbnails/", METADATA_TABLE = "items", SCANNER = "bucketav" }
  }
}

resource "aws_iam_role" "pass_scanned" {
  name = "pass-scanned"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass_scanned" {
  role = aws_iam_role.pass_scanned.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObjectVersion", Resource = "arn:aws:s3:::uploads/uploads/*" },
      { Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObjectVersion"], Resource = "arn:aws:s3:::uploads/thumbnails/*" },
      { Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:PutItem"], Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = ["s3:DeleteObjectVersion", "s3:GetObjectVersionTagging"], Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}
