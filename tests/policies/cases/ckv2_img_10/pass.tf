resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket_versioning" "pass" {
  bucket = aws_s3_bucket.pass.id

  versioning_configuration {
    status = "Enabled"
  }
}
