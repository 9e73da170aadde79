module "uploader" {
  source = "../uploader"
}

resource "aws_sqs_queue" "open" {
  name = "open"
}

resource "aws_sqs_queue_policy" "open" {
  queue_url = aws_sqs_queue.open.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:open"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-central-1:123456789012:findings" } }
    }]
  })
}

resource "aws_sqs_queue" "closed" {
  name = "closed"
}

resource "aws_sqs_queue_policy" "closed" {
  queue_url = aws_sqs_queue.closed.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:closed"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-central-1:123456789012:another-topic" } }
    }]
  })
}

resource "aws_sns_topic_subscription" "quiet" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:findings"
  protocol  = "email"
  endpoint  = "somebody@example.com"
}
