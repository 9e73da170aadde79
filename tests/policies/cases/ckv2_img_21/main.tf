module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass", "fail-default", "fail-a-minute"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "pass" {
  name                      = "pass"
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "fail_default" {
  name = "fail-default"
}

resource "aws_sqs_queue" "fail_a_minute" {
  name                      = "fail-a-minute"
  message_retention_seconds = 60
}


# Takes no failures: how long it keeps what is to be done is its own affair.
resource "aws_lambda_event_source_mapping" "work" {
  function_name    = module.uploader.function_name
  event_source_arn = "arn:aws:sqs:eu-central-1:123456789012:quiet-work"
}

resource "aws_sqs_queue" "quiet_work" {
  name                      = "quiet-work"
  message_retention_seconds = 60
}

