# In one root with an uploader, and no part of it.
module "uploader" {
  source = "../../cases/uploader"
}

resource "aws_s3_bucket" "exports" {
  bucket        = "exports"
  force_destroy = true
}

resource "aws_sqs_queue" "exports" {
  name                    = "exports"
  sqs_managed_sse_enabled = false
}

resource "aws_dynamodb_table" "exports" {
  name         = "exports"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_iam_role" "app" {
  name = "app"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_lambda_function" "export" {
  function_name = "export"
  role          = aws_iam_role.app.arn
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"

  environment {
    variables = { EXPORTS_BUCKET = aws_s3_bucket.exports.id }
  }
}
