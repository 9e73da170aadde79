resource "aws_s3_bucket" "undecided_fail_dynamic" {
  bucket = "undecided-fail-dynamic"
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
