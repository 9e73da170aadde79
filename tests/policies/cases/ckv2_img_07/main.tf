module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-seconds-for-milliseconds", "fail-a-week", "fail-elsewhere"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
