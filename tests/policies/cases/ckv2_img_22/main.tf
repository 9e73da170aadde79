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

resource "aws_sns_topic" "pass_policy" {
  name              = "pass-policy"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "pass_policy" {
  arn = aws_sns_topic.pass_policy.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:123456789012:pass-policy"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })
}

resource "aws_sns_topic" "fail_plain" {
  name = "fail-plain"
}

resource "aws_sns_topic" "fail_everyone" {
  name              = "fail-everyone"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "fail_everyone" {
  arn = aws_sns_topic.fail_everyone.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:123456789012:fail-everyone"

    }]
  })
}

resource "aws_sns_topic" "fail_service" {
  name              = "fail-service"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "fail_service" {
  arn = aws_sns_topic.fail_service.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:123456789012:fail-service"

    }]
  })
}

resource "aws_sns_topic" "quiet" {
  name = "quiet"
}

