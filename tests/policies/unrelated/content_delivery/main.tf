resource "aws_s3_bucket" "assets" {
  bucket = "assets"
}

resource "aws_cloudfront_origin_access_identity" "assets" {}

resource "aws_s3_bucket_policy" "assets" {
  bucket = aws_s3_bucket.assets.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:*"
      Resource  = "*"
    }]
  })
}
