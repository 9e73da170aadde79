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

resource "aws_kms_key" "pass_half_a_year" {
  enable_key_rotation     = true
  rotation_period_in_days = 180
}

resource "aws_sqs_queue" "pass_half_a_year" {
  name              = "pass-half-a-year"
  kms_master_key_id = aws_kms_key.pass_half_a_year.arn
}

resource "aws_kms_key" "fail_seven_years" {
  enable_key_rotation     = true
  rotation_period_in_days = 2560
}

resource "aws_sqs_queue" "fail_seven_years" {
  name              = "fail-seven-years"
  kms_master_key_id = aws_kms_key.fail_seven_years.arn
}

resource "aws_kms_key" "fail_granted" {
  enable_key_rotation = true
}

resource "aws_sqs_queue" "fail_granted" {
  name              = "fail-granted"
  kms_master_key_id = aws_kms_key.fail_granted.arn
}

resource "aws_kms_grant" "granted" {
  key_id            = aws_kms_key.fail_granted.key_id
  grantee_principal = "arn:aws:iam::999999999999:root"
  operations        = ["Decrypt"]
}
