module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-multipart", "fail-without", "fail-reversed", "fail-elsewhere", "fail-narrowed", "fail-parts"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
