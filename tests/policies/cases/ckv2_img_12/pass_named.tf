resource "aws_s3_bucket" "pass_named" {
  bucket = "pass-named"
}

resource "aws_s3_bucket_cors_configuration" "pass_named" {
  bucket = aws_s3_bucket.pass_named.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://app.example.com"]
    allowed_headers = ["content-type"]
  }
}
