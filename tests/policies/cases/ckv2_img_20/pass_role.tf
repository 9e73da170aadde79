resource "aws_sqs_queue" "pass_role" {
  name = "pass-role"
}

resource "aws_sqs_queue_policy" "pass_role" {
  queue_url = aws_sqs_queue.pass_role.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/x" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:pass-role"
    }]
  })
}
