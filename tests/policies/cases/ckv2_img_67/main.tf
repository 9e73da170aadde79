module "uploader" {
  source = "../uploader"
}

resource "aws_cloudwatch_event_rule" "pass" {
  name = "pass"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass" {
  rule = "pass"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "pass_schedule" {
  name                = "pass_schedule"
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_target" "pass_schedule" {
  rule = "pass_schedule"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "pass_folder" {
  name = "pass_folder"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/cats/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "pass_folder" {
  rule = "pass_folder"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "pass_default_bus" {
  name = "pass_default_bus"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
  event_bus_name = "default"
  state          = "ENABLED"
}

resource "aws_cloudwatch_event_target" "pass_default_bus" {
  rule = "pass_default_bus"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_every_bucket" {
  name = "fail_every_bucket"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_every_bucket" {
  rule = "fail_every_bucket"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_two_buckets" {
  name = "fail_two_buckets"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads", "another"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_two_buckets" {
  rule = "fail_two_buckets"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_bucket_prefix" {
  name = "fail_bucket_prefix"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = [{ prefix = "uploads" }] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_bucket_prefix" {
  rule = "fail_bucket_prefix"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_every_key" {
  name = "fail_every_key"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_every_key" {
  rule = "fail_every_key"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_thumbnails" {
  name = "fail_thumbnails"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }, { prefix = "thumbnails/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_thumbnails" {
  rule = "fail_thumbnails"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_every_source" {
  name = "fail_every_source"
  event_pattern = jsonencode({
    source      = ["aws.s3", "mine"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_every_source" {
  rule = "fail_every_source"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_deletions" {
  name = "fail_deletions"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created", "Object Deleted"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_deletions" {
  rule = "fail_deletions"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_every_account" {
  name = "fail_every_account"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_every_account" {
  rule = "fail_every_account"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_another_account" {
  name = "fail_another_account"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["210987654321"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_another_account" {
  rule = "fail_another_account"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_one_region" {
  name = "fail_one_region"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
    region      = ["us-east-1"]
  })
}

resource "aws_cloudwatch_event_target" "fail_one_region" {
  rule = "fail_one_region"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_disabled" {
  name = "fail_disabled"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
  state = "DISABLED"
}

resource "aws_cloudwatch_event_target" "fail_disabled" {
  rule = "fail_disabled"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_not_enabled" {
  name = "fail_not_enabled"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
  is_enabled = false
}

resource "aws_cloudwatch_event_target" "fail_not_enabled" {
  rule = "fail_not_enabled"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_role" {
  name = "fail_role"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
  role_arn = "arn:aws:iam::123456789012:role/events"
}

resource "aws_cloudwatch_event_target" "fail_role" {
  rule = "fail_role"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_also_scheduled" {
  name = "fail_also_scheduled"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_target" "fail_also_scheduled" {
  rule = "fail_also_scheduled"
  arn  = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "fail_bus" {
  name           = "fail_bus"
  event_bus_name = "another"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    account     = ["123456789012"]
    detail      = { bucket = { name = ["uploads"] }, object = { key = [{ prefix = "uploads/" }] } }
  })
}

resource "aws_cloudwatch_event_target" "fail_bus" {
  rule           = "fail_bus"
  event_bus_name = "another"
  arn            = module.uploader.function_arn
}

resource "aws_cloudwatch_event_rule" "quiet" {
  name          = "quiet"
  event_pattern = jsonencode({ source = ["aws.s3"] })
}

resource "aws_cloudwatch_event_target" "quiet" {
  rule = "quiet"
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:another"
}
