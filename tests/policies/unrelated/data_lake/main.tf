variable "zones" {
  type    = set(string)
  default = ["raw", "clean"]
}

resource "aws_s3_bucket" "lake" {
  for_each = var.zones

  bucket = "lake-${each.key}"
}

resource "aws_s3_bucket_cors_configuration" "lake" {
  for_each = aws_s3_bucket.lake

  bucket = each.value.id

  cors_rule {
    allowed_methods = ["GET", "PUT", "DELETE"]
    allowed_origins = ["*"]
  }
}

resource "aws_glue_catalog_database" "lake" {
  name = "lake"
}
