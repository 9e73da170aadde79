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

resource "aws_kms_key" "pass" {
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_sqs_queue" "pass" {
  name              = "pass"
  kms_master_key_id = aws_kms_key.pass.arn
}

resource "aws_kms_key" "pass_policy" {
  enable_key_rotation = true

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" }, { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } } }]
  })
}

resource "aws_sqs_queue" "pass_policy" {
  name              = "pass-policy"
  kms_master_key_id = aws_kms_key.pass_policy.arn
}

resource "aws_kms_key" "fail_default" {
}

resource "aws_sqs_queue" "fail_default" {
  name              = "fail-default"
  kms_master_key_id = aws_kms_key.fail_default.arn
}

resource "aws_kms_key" "fail_week" {
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

resource "aws_sqs_queue" "fail_week" {
  name              = "fail-week"
  kms_master_key_id = aws_kms_key.fail_week.arn
}

resource "aws_kms_key" "fail_disabled" {
  enable_key_rotation = true
  is_enabled          = false
}

resource "aws_sqs_queue" "fail_disabled" {
  name              = "fail-disabled"
  kms_master_key_id = aws_kms_key.fail_disabled.arn
}

resource "aws_kms_key" "fail_everyone" {
  enable_key_rotation = true

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_sqs_queue" "fail_everyone" {
  name              = "fail-everyone"
  kms_master_key_id = aws_kms_key.fail_everyone.arn
}

resource "aws_kms_key" "fail_service" {
  enable_key_rotation = true

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" }]
  })
}

resource "aws_sqs_queue" "fail_service" {
  name              = "fail-service"
  kms_master_key_id = aws_kms_key.fail_service.arn
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

resource "aws_kms_key" "fail_account" {
  enable_key_rotation = true

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = "210987654321" } } }]
  })
}

resource "aws_sqs_queue" "fail_account" {
  name              = "fail-account"
  kms_master_key_id = aws_kms_key.fail_account.arn
}
