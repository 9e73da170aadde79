module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-none", "pass-lambda", "pass-folder", "fail-all", "fail-thumbnails", "fail-part-of-a-name", "fail-queue", "undecided-pass-dynamic", "undecided-fail-dynamic", "fail-rule"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_none" {
  bucket = "pass-none"
}

resource "aws_s3_bucket" "pass_lambda" {
  bucket = "pass-lambda"
}

resource "aws_s3_bucket" "pass_folder" {
  bucket = "pass-folder"
}

resource "aws_s3_bucket" "fail_all" {
  bucket = "fail-all"
}

resource "aws_s3_bucket" "fail_thumbnails" {
  bucket = "fail-thumbnails"
}

resource "aws_s3_bucket" "fail_part_of_a_name" {
  bucket = "fail-part-of-a-name"
}

resource "aws_s3_bucket" "fail_queue" {
  bucket = "fail-queue"
}

resource "aws_s3_bucket" "undecided_pass_dynamic" {
  bucket = "undecided-pass-dynamic"
}

resource "aws_s3_bucket" "undecided_fail_dynamic" {
  bucket = "undecided-fail-dynamic"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_notification" "pass_lambda" {
  bucket = aws_s3_bucket.pass_lambda.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/"
  }
}

resource "aws_s3_bucket_notification" "pass_folder" {
  bucket = aws_s3_bucket.pass_folder.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/cats/"
  }
}

resource "aws_s3_bucket_notification" "fail_all" {
  bucket = aws_s3_bucket.fail_all.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]

  }
}

resource "aws_s3_bucket_notification" "fail_thumbnails" {
  bucket = aws_s3_bucket.fail_thumbnails.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "thumbnails/"
  }
}

resource "aws_s3_bucket_notification" "fail_part_of_a_name" {
  bucket = aws_s3_bucket.fail_part_of_a_name.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "u"
  }
}

resource "aws_s3_bucket_notification" "fail_queue" {
  bucket = aws_s3_bucket.fail_queue.bucket

  queue {
    queue_arn = "arn:aws:sqs:eu-central-1:123456789012:scan"
    events    = ["s3:ObjectCreated:*"]
  }
}

resource "aws_s3_bucket_notification" "undecided_pass_dynamic" {
  bucket = aws_s3_bucket.undecided_pass_dynamic.bucket

  dynamic "lambda_function" {
    for_each = ["uploads/"]
    content {
      lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
      events              = ["s3:ObjectCreated:*"]
      filter_prefix       = lambda_function.value
    }
  }
}


resource "aws_s3_bucket_notification" "undecided_fail_dynamic" {
  bucket = aws_s3_bucket.undecided_fail_dynamic.bucket

  dynamic "lambda_function" {
    for_each = [""]
    content {
      lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
      events              = ["s3:ObjectCreated:*"]
      filter_prefix       = lambda_function.value
    }
  }
}

resource "aws_s3_bucket" "fail_rule" {
  bucket = "fail-rule"
}

resource "aws_s3_bucket_notification" "fail_rule" {
  bucket      = aws_s3_bucket.fail_rule.bucket
  eventbridge = true
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

resource "aws_s3_bucket" "fail_before_the_scan" {
  bucket = "fail-before-the-scan"
}

resource "aws_s3_bucket_notification" "fail_before_the_scan" {
  bucket = aws_s3_bucket.fail_before_the_scan.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:uploader-fail-before-the-scan"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/"
  }
}
