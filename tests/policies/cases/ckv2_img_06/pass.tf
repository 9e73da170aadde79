resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket_policy" "pass" {
  bucket = aws_s3_bucket.pass.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::pass/uploads/*"
      Condition = { Null = { "s3:if-none-match" = "true" } }
    }]
  })
}
