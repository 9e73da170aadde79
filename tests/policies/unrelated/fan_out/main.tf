resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sqs_queue" "orders" {
  for_each = toset(["billing", "shipping"])

  name                    = each.key
  sqs_managed_sse_enabled = false
}

resource "aws_sns_topic_subscription" "orders" {
  for_each = aws_sqs_queue.orders

  topic_arn = aws_sns_topic.orders.arn
  protocol  = "sqs"
  endpoint  = each.value.arn
}

resource "aws_sqs_queue_policy" "orders" {
  for_each = aws_sqs_queue.orders

  queue_url = each.value.url

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = each.value.arn }]
  })
}
