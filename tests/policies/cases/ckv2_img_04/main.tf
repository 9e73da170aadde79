module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "fail-without", "fail-allow", "fail-one-principal", "fail-reads-only", "fail-objects-only", "fail-narrowed", "fail-true", "fail-other-bucket", "unknown", "fail-services", "fail-federated", "pass-everyone-by-type"])
  bucket   = each.key
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}
