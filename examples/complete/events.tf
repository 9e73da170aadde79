# Receivers of verdicts: a queue for your workers, a topic for several subscribers, a webhook for another company. Two
# rules on the default bus select the events of each. Copy the parts that you need.

locals {
  upload_finished = {
    source        = ["image-uploader"]
    "detail-type" = ["Upload Finished"]
    detail        = { bucket = [local.bucket_name] }
  }
  event_rules = {
    verdicts = { description = "Every verdict", pattern = local.upload_finished }
    infected = {
      description = "Infected uploads"
      pattern     = merge(local.upload_finished, { detail = { bucket = [local.bucket_name], status = ["infected"] } })
    }
  }
  event_rule_arns = {
    for rule in keys(local.event_rules) : rule => "arn:aws:events:${var.region}:${local.account}:rule/${local.bucket_name}-${rule}"
  }
  verdicts_queue_arn = "arn:aws:sqs:${var.region}:${local.account}:${local.bucket_name}-verdicts"
  infected_topic_arn = "arn:aws:sns:${var.region}:${local.account}:${local.bucket_name}-infected"
}

resource "aws_cloudwatch_event_rule" "uploads" {
  for_each = local.event_rules

  name          = "${local.bucket_name}-${each.key}"
  description   = "${each.value.description} of ${local.bucket_name}"
  event_pattern = jsonencode(each.value.pattern)
}

# --- A queue for every verdict ----------------------------------------------------------------------

resource "aws_sqs_queue" "verdicts" {
  name                      = "${local.bucket_name}-verdicts"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.uploads.arn
}

resource "aws_sqs_queue_policy" "verdicts" {
  queue_url = aws_sqs_queue.verdicts.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RuleSends"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = local.verdicts_queue_arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.event_rule_arns["verdicts"] } }
      },
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = local.verdicts_queue_arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_cloudwatch_event_target" "verdicts" {
  rule = aws_cloudwatch_event_rule.uploads["verdicts"].name
  arn  = aws_sqs_queue.verdicts.arn
}

# --- A topic for infected uploads -------------------------------------------------------------------

resource "aws_sns_topic" "infected" {
  name              = "${local.bucket_name}-infected"
  kms_master_key_id = aws_kms_key.uploads.arn
}

resource "aws_sns_topic_policy" "infected" {
  arn = aws_sns_topic.infected.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RulePublishes"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.infected_topic_arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.event_rule_arns["infected"] } }
      },
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = local.infected_topic_arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_cloudwatch_event_target" "infected" {
  rule = aws_cloudwatch_event_rule.uploads["infected"].name
  arn  = aws_sns_topic.infected.arn
}

# --- A webhook, without user ids, keys and file names -----------------------------------------------

resource "aws_cloudwatch_event_api_destination" "webhook" {
  count = var.webhook == null ? 0 : 1

  name                             = "${local.bucket_name}-webhook"
  invocation_endpoint              = var.webhook.url
  http_method                      = "POST"
  invocation_rate_limit_per_second = 10
  connection_arn                   = var.webhook.connection_arn # created by hand, so that its secret is not in the state
}

resource "aws_iam_role" "webhook" {
  count = var.webhook == null ? 0 : 1

  name = "${local.bucket_name}-webhook"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "RuleAssumes"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceArn" = local.event_rule_arns["verdicts"] } }
    }]
  })
}

resource "aws_iam_role_policy" "webhook" {
  count = var.webhook == null ? 0 : 1

  name = "call-webhook"
  role = aws_iam_role.webhook[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "CallWebhook"
      Effect   = "Allow"
      Action   = "events:InvokeApiDestination"
      Resource = "arn:aws:events:${var.region}:${local.account}:api-destination/${local.bucket_name}-webhook/*"
    }]
  })
}

resource "aws_cloudwatch_event_target" "webhook" {
  count = var.webhook == null ? 0 : 1

  rule     = aws_cloudwatch_event_rule.uploads["verdicts"].name
  arn      = aws_cloudwatch_event_api_destination.webhook[0].arn
  role_arn = aws_iam_role.webhook[0].arn

  input_transformer {
    # Use only fields that every event has: a missing field would make the JSON invalid.
    input_paths    = { event = "$.id", status = "$.detail.status", at = "$.detail.processed_at" }
    input_template = "{\"event\": <event>, \"status\": <status>, \"processed_at\": <at>}"
  }
}
