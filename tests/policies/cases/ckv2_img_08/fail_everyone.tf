resource "aws_s3_bucket" "fail_everyone" {
  bucket = "fail-everyone"
}

resource "aws_s3_bucket_policy" "fail_everyone" {
  bucket = aws_s3_bucket.fail_everyone.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::fail-everyone/uploads/*"

    }]
  })
}
