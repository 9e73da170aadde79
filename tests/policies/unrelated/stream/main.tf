resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 1
}

resource "aws_lambda_function" "clicks" {
  function_name = "clicks"
  role          = "arn:aws:iam::123456789012:role/app"
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"
}

resource "aws_lambda_event_source_mapping" "clicks" {
  function_name     = aws_lambda_function.clicks.arn
  event_source_arn  = aws_kinesis_stream.clicks.arn
  starting_position = "LATEST"
}

resource "aws_lambda_function_event_invoke_config" "clicks" {
  function_name          = aws_lambda_function.clicks.function_name
  maximum_retry_attempts = 0
}
