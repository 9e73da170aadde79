resource "aws_s3_bucket" "pass_clean" {
  bucket = "pass-clean"
}

resource "aws_s3_bucket_policy" "pass_clean" {
  bucket = aws_s3_bucket.pass_clean.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pass-clean/uploads/*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" }, StringEquals = { "s3:ExistingObjectTag/bucketav" = "clean" } }
    }]
  })
}
