module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-clean", "pass-thumbnails", "pass-unread", "fail-unscanned", "fail-tag-if-exists", "fail-infected", "fail-any-distribution", "fail-whole-bucket", "fail-writes", "fail-identity", "fail-account"])
  bucket   = each.key
  scanner  = "bucketav"
}

resource "aws_s3_bucket" "pass_unread" {
  bucket = "pass-unread"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

# Without BucketAV nothing is tagged.
module "trusting" {
  source = "../uploader"
  bucket = "pass-trusted"
}
