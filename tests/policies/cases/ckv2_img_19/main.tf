module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass", "fail-without", "fail-sends-only", "fail-one-principal", "fail-another-queue", "unknown", "fail-two"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "fail_without" {
  name = "fail-without"
}

resource "aws_sqs_queue" "quiet" {
  name = "quiet"
}

resource "aws_sqs_queue" "fail_two" {
  name = "fail-two"
}

resource "aws_sqs_queue_policy" "fail_two" {
  queue_url = aws_sqs_queue.fail_two.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-two"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sqs_queue_policy" "fail_two_last" {
  queue_url = aws_sqs_queue.fail_two.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/x" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-two"
    }]
  })
}
