resource "aws_s3_bucket" "pass_aes" {
  bucket = "pass-aes"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "pass_aes" {
  bucket = aws_s3_bucket.pass_aes.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
