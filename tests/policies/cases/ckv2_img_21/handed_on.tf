# Queues whose dead letters go on to another queue.

resource "aws_lambda_function_event_invoke_config" "handed_on" {
  for_each = toset(["fail-handed-on", "fail-redriven"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "fail_handed_on" {
  name                      = "fail-handed-on"
  message_retention_seconds = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-central-1:123456789012:another"
    maxReceiveCount     = 1
  })
}

resource "aws_sqs_queue" "fail_redriven" {
  name                      = "fail-redriven"
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue_redrive_policy" "fail_redriven" {
  queue_url = aws_sqs_queue.fail_redriven.id

  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-central-1:123456789012:another"
    maxReceiveCount     = 1
  })
}
