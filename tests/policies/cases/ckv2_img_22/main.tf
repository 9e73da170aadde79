resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass", "pass-policy", "fail-plain", "fail-everyone", "fail-service"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sns:eu-central-1:123456789012:${each.key}"
    }
  }
}

module "uploader" {
  source = "../uploader"
}

resource "aws_sns_topic" "pass" {
  name              = "pass"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic" "fail_plain" {
  name = "fail-plain"
}

resource "aws_sns_topic" "quiet" {
  name = "quiet"
}
