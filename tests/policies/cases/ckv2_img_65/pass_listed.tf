resource "aws_s3_bucket" "pass_listed" {
  bucket = "pass-listed"
}

resource "aws_s3_bucket_inventory" "pass_listed" {
  bucket                   = aws_s3_bucket.pass_listed.bucket
  name                     = "here"
  included_object_versions = "Current"

  schedule {
    frequency = "Weekly"
  }

  destination {
    bucket {
      bucket_arn = "arn:aws:s3:::lists"
      format     = "CSV"
    }
  }
}
