# How far back a table can be restored.

resource "aws_lambda_function" "recovery" {
  for_each = toset(["pass-week", "fail-days"])

  function_name = "process-${each.key}"
  role          = "arn:aws:iam::123456789012:role/processor"
  handler       = "handler.handler"
  runtime       = "python3.13"
  filename      = "code.zip"

  environment {
    variables = { UPLOADS_BUCKET = "uploads", UPLOADS_PREFIX = "uploads/", METADATA_TABLE = each.key }
  }
}
