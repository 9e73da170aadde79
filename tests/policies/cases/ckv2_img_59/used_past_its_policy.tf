# Keys that rotate too seldom, or that somebody uses whom their policy does not name.

resource "aws_lambda_function_event_invoke_config" "more" {
  for_each = toset(["pass-half-a-year", "fail-seven-years", "fail-granted"])

  function_name = module.uploader.function_name
  qualifier     = each.key

  destination_config {
    on_failure {
      destination = "arn:aws:sqs:eu-central-1:123456789012:${each.key}"
    }
  }
}

resource "aws_kms_grant" "granted" {
  key_id            = aws_kms_key.fail_granted.key_id
  grantee_principal = "arn:aws:iam::999999999999:root"
  operations        = ["Decrypt"]
}
