module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-none", "pass-named", "pass-localhost", "fail-any-origin", "fail-any-subdomain", "fail-http", "fail-any-header", "fail-delete", "fail-host-like-localhost"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_none" {
  bucket = "pass-none"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
