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

resource "aws_sqs_queue" "pass_topic" {
  name = "pass-topic"
}

resource "aws_sqs_queue" "fail_everyone" {
  name = "fail-everyone"
}

resource "aws_sqs_queue" "fail_service" {
  name = "fail-service"
}

resource "aws_sqs_queue" "fail_everything" {
  name = "fail-everything"
}

resource "aws_sqs_queue_policy" "pass_topic" {
  queue_url = aws_sqs_queue.pass_topic.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:pass-topic"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-central-1:123456789012:findings" } }
    }]
  })
}

resource "aws_sqs_queue_policy" "fail_everyone" {
  queue_url = aws_sqs_queue.fail_everyone.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-everyone"

    }]
  })
}

resource "aws_sqs_queue_policy" "fail_service" {
  queue_url = aws_sqs_queue.fail_service.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-service"

    }]
  })
}

resource "aws_sqs_queue_policy" "fail_everything" {
  queue_url = aws_sqs_queue.fail_everything.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/x" }
      Action    = "sqs:*"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-everything"

    }]
  })
}


resource "aws_sqs_queue" "fail_purges" {
  name = "fail-purges"
}

resource "aws_sqs_queue_policy" "fail_purges" {
  queue_url = aws_sqs_queue.fail_purges.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["sqs:SendMessage", "sqs:PurgeQueue"]
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-purges"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-central-1:123456789012:findings" } }
    }]
  })
}

resource "aws_sqs_queue" "fail_account" {
  name = "fail-account"
}

resource "aws_sqs_queue_policy" "fail_account" {
  queue_url = aws_sqs_queue.fail_account.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-account"
    }]
  })
}

resource "aws_sqs_queue" "pass_role" {
  name = "pass-role"
}

resource "aws_sqs_queue_policy" "pass_role" {
  queue_url = aws_sqs_queue.pass_role.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/x" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:pass-role"
    }]
  })
}

resource "aws_sqs_queue" "fail_any_topic" {
  name = "fail-any-topic"
}

resource "aws_sqs_queue_policy" "fail_any_topic" {
  queue_url = aws_sqs_queue.fail_any_topic.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Condition = { ArnLike = { "aws:SourceArn" = ["arn:aws:sns:eu-central-1:123456789012:findings", "arn:aws:sns:*:*:*"] } }
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:fail-any-topic"
    }]
  })
}
