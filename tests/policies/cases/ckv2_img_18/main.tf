module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass-managed", "pass-key", "pass-key-of-this-apply", "fail-default", "fail-off"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_kms_key" "this" {}

resource "aws_sqs_queue" "pass_managed" {
  name                    = "pass-managed"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "pass_key" {
  name              = "pass-key"
  kms_master_key_id = "alias/aws/sqs"
}

resource "aws_sqs_queue" "undecided_pass_key_of_this_apply" {
  name              = "pass-key-of-this-apply"
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sqs_queue" "fail_default" {
  name = "fail-default"
}

resource "aws_sqs_queue" "fail_off" {
  name                    = "fail-off"
  sqs_managed_sse_enabled = false
}

resource "aws_sqs_queue" "quiet" {
  name = "quiet"
}

