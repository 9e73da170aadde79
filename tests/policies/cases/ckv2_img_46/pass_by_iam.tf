resource "aws_lambda_function" "pass_by_iam" {
  function_name = "pass-by-iam"
  role          = "arn:aws:iam::123456789012:role/x"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", SCANNER = "none" }
  }
}

resource "aws_lambda_function_url" "pass_by_iam" {
  function_name      = aws_lambda_function.pass_by_iam.function_name
  authorization_type = "AWS_IAM"
}
