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
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::pass", "arn:aws:s3:::pass/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
