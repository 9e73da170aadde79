resource "aws_sqs_queue" "pass" {
  name = "pass"
}

resource "aws_sqs_queue_policy" "pass" {
  queue_url = aws_sqs_queue.pass.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:pass"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
