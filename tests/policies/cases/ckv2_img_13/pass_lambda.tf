resource "aws_s3_bucket" "pass_lambda" {
  bucket = "pass-lambda"
}

resource "aws_s3_bucket_notification" "pass_lambda" {
  bucket = aws_s3_bucket.pass_lambda.bucket

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:process"
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/"
  }
}
