resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket_ownership_controls" "pass" {
  bucket = aws_s3_bucket.pass.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}
