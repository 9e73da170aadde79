# Lists of the files, and an access point of several regions.

module "lists" {
  for_each = toset(["pass-listed", "fail-inventory", "fail-analysed", "fail-multi-region"])
  source   = "../uploader"

  bucket = each.key
}

resource "aws_s3_bucket" "lists" {
  bucket = "lists"
}

resource "aws_s3_bucket" "fail_analysed" {
  bucket = "fail-analysed"
}

resource "aws_s3_bucket_analytics_configuration" "fail_analysed" {
  bucket = aws_s3_bucket.fail_analysed.bucket
  name   = "elsewhere"

  storage_class_analysis {
    data_export {
      destination {
        s3_bucket_destination {
          bucket_arn = "arn:aws:s3:::elsewhere"
        }
      }
    }
  }
}

resource "aws_s3_bucket" "fail_multi_region" {
  bucket = "fail-multi-region"
}

resource "aws_s3control_multi_region_access_point" "fail_multi_region" {
  details {
    name = "everywhere"

    region {
      bucket = aws_s3_bucket.fail_multi_region.bucket
    }
  }
}
