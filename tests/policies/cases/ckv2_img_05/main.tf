module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-stricter", "fail-without", "fail-old", "fail-reversed"])
  bucket   = each.key
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
