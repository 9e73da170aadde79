module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass-default", "pass-false", "fail", "undecided-pass"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass_default" {
  bucket = "pass-default"
}

resource "aws_s3_bucket" "pass_false" {
  bucket        = "pass-false"
  force_destroy = false
}

resource "aws_s3_bucket" "fail" {
  bucket        = "fail"
  force_destroy = true
}

resource "aws_s3_bucket" "undecided_pass" {
  bucket        = "undecided-pass"
  force_destroy = anytrue([for letter in ["a"] : letter == "b"])
}

resource "aws_s3_bucket" "quiet" {
  bucket        = "quiet"
  force_destroy = true
}
