resource "aws_lambda_function" "pass" {
  function_name = "pass"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
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
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
    ]
  })
}

resource "aws_lambda_function" "pass_signs" {
  function_name = "pass-signs"
  role          = aws_iam_role.pass_signs.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 120 }
  }
}

resource "aws_iam_role" "pass_signs" {
  name = "pass-signs"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "pass_signs" {
  role = aws_iam_role.pass_signs.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::uploads/thumbnails/*" },
    ]
  })
}

resource "aws_lambda_function" "fail_thumbnails_unasked" {
  function_name = "fail-thumbnails-unasked"
  role          = aws_iam_role.fail_thumbnails_unasked.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
  }
}

resource "aws_iam_role" "fail_thumbnails_unasked" {
  name = "fail-thumbnails-unasked"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_thumbnails_unasked" {
  role = aws_iam_role.fail_thumbnails_unasked.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::uploads/thumbnails/*" },
    ]
  })
}

resource "aws_lambda_function" "fail_uploads" {
  function_name = "fail-uploads"
  role          = aws_iam_role.fail_uploads.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 120 }
  }
}

resource "aws_iam_role" "fail_uploads" {
  name = "fail-uploads"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_uploads" {
  role = aws_iam_role.fail_uploads.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}

resource "aws_lambda_function" "fail_another_bucket" {
  function_name = "fail-another-bucket"
  role          = aws_iam_role.fail_another_bucket.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 120 }
  }
}

resource "aws_iam_role" "fail_another_bucket" {
  name = "fail-another-bucket"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_another_bucket" {
  role = aws_iam_role.fail_another_bucket.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::others/thumbnails/*" },
    ]
  })
}

resource "aws_lambda_function" "fail_writes" {
  function_name = "fail-writes"
  role          = aws_iam_role.fail_writes.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 120 }
  }
}

resource "aws_iam_role" "fail_writes" {
  name = "fail-writes"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_writes" {
  role = aws_iam_role.fail_writes.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
      { Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::uploads/thumbnails/*" },
    ]
  })
}

resource "aws_lambda_function" "fail_queries" {
  function_name = "fail-queries"
  role          = aws_iam_role.fail_queries.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
  }
}

resource "aws_iam_role" "fail_queries" {
  name = "fail-queries"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_queries" {
  role = aws_iam_role.fail_queries.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:Query", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
    ]
  })
}

resource "aws_lambda_function" "fail_writes_items" {
  function_name = "fail-writes-items"
  role          = aws_iam_role.fail_writes_items.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
  }
}

resource "aws_iam_role" "fail_writes_items" {
  name = "fail-writes-items"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_writes_items" {
  role = aws_iam_role.fail_writes_items.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:PutItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
    ]
  })
}

resource "aws_lambda_function" "fail_another_table" {
  function_name = "fail-another-table"
  role          = aws_iam_role.fail_another_table.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
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
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/x-??????" },
    ]
  })
}

resource "aws_lambda_function" "fail_another_secret" {
  function_name = "fail-another-secret"
  role          = aws_iam_role.fail_another_secret.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
  }
}

resource "aws_iam_role" "fail_another_secret" {
  name = "fail-another-secret"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_another_secret" {
  role = aws_iam_role.fail_another_secret.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-central-1:123456789012:table/items" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/y-??????" },
    ]
  })
}

# It signs uploads, and is another policy's.
resource "aws_lambda_function" "quiet" {
  function_name = "quiet"
  role          = aws_iam_role.pass.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", AUTH_SECRET_ID = "prod/x" }
  }
}

# Of whose role nothing is seen.
resource "aws_lambda_function" "fail_unseen_role" {
  function_name = "fail-unseen-role"
  role          = "arn:aws:iam::123456789012:role/elsewhere"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = "items", AUTH_SECRET_ID = "prod/x", THUMBNAIL_URL_SECONDS = 0 }
  }
}
