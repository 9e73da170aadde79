module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-suspended", "fail-disabled"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
