module "uploader" {
  source = "../uploader"
}

# Events at which the function fails go to each of these, so that they are the uploader's.
resource "aws_lambda_function_event_invoke_config" "this" {
  for_each = toset(["pass", "pass-policy", "fail-default", "fail-week", "fail-disabled", "fail-everyone", "fail-service", "fail-policy-beside", "fail-account"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_kms_key" "quiet" {}

resource "aws_kms_key" "fail_policy_beside" {
  enable_key_rotation = true
}

resource "aws_sqs_queue" "fail_policy_beside" {
  name              = "fail-policy-beside"
  kms_master_key_id = aws_kms_key.fail_policy_beside.arn
}

resource "aws_kms_key_policy" "fail_policy_beside" {
  key_id = aws_kms_key.fail_policy_beside.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
