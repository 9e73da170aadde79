module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["fail-purges", "pass-nobody", "pass-topic", "fail-everyone", "fail-service", "fail-everything", "fail-account", "fail-any-topic", "pass-role"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_sqs_queue" "pass_nobody" {
  name = "pass-nobody"
}
