resource "aws_lambda_function" "fail_all_but" {
  function_name = "of-fail-all-but"
  role          = aws_iam_role.fail_all_but.arn
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_iam_role" "fail_all_but" {
  name = "fail-all-but"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "fail_all_but" {
  role = aws_iam_role.fail_all_but.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", NotAction = "s3:DeleteObject", Resource = "arn:aws:s3:::uploads/uploads/*" },
    ]
  })
}
