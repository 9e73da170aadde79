# A function that reads an uploads bucket and is written by another team, with the same names.
resource "aws_lambda_function" "moderate" {
  function_name = "moderate"
  role          = "arn:aws:iam::123456789012:role/moderate"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "x.zip"
  environment {
    variables = {
      UPLOADS_BUCKET    = "prod-uploads"
      UPLOADS_PREFIX    = "uploads/"
      API_KEY_PARAMETER = "/moderation/key"
    }
  }
}
