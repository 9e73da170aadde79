module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-none", "pass-lambda", "pass-folder", "fail-all", "fail-thumbnails", "fail-part-of-a-name", "fail-queue", "undecided-pass-dynamic", "undecided-fail-dynamic", "fail-rule"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_none" {
  bucket = "pass-none"
}

resource "aws_s3_bucket" "fail_queue" {
  bucket = "fail-queue"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_notification" "fail_queue" {
  bucket = aws_s3_bucket.fail_queue.bucket

  queue {
    queue_arn = "arn:aws:sqs:eu-central-1:123456789012:scan"
    events    = ["s3:ObjectCreated:*"]
  }
}

resource "aws_cloudwatch_event_rule" "created" {
  name          = "created"
  event_pattern = jsonencode({ source = ["aws.s3"], detail-type = ["Object Created"] })
}

resource "aws_cloudwatch_event_target" "created" {
  rule = aws_cloudwatch_event_rule.created.name
  arn  = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-rule"
}

module "scanned" {
  source   = "../uploader"
  for_each = toset(["pass-scanned", "fail-before-the-scan"])
  bucket   = each.key
  scanner  = "bucketav"
}

resource "aws_s3_bucket" "pass_scanned" {
  bucket = "pass-scanned"
}

# BucketAV may listen to EventBridge.
resource "aws_s3_bucket_notification" "pass_scanned" {
  bucket      = aws_s3_bucket.pass_scanned.bucket
  eventbridge = true

  queue {
    queue_arn     = "arn:aws:sqs:eu-central-1:123456789012:bucketav-scan"
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "uploads/"
  }
}
