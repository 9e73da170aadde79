resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::123456789012:role/app"
  handler       = "index.handler"
  runtime       = "nodejs18.x"
  filename      = "code.zip"
}

resource "aws_sqs_queue" "work" {
  name                      = "work"
  message_retention_seconds = 60
  redrive_policy            = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_lambda_event_source_mapping" "work" {
  function_name    = aws_lambda_function.worker.arn
  event_source_arn = aws_sqs_queue.work.arn
}
