resource "aws_s3_bucket" "pass_replica" {
  bucket = "pass-replica"
}

resource "aws_s3_bucket_replication_configuration" "pass_replica" {
  bucket = aws_s3_bucket.pass_replica.id
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.replica.arn
    }
  }
}
