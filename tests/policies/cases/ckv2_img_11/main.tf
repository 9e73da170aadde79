module "uploader" {
  source   = "../uploader"
  for_each = toset(["pass", "pass-two-rules", "fail-without", "fail-disabled", "fail-prefix", "fail-no-versions", "fail-no-parts", "fail-century", "fail-expires", "fail-keeps-some"])
  bucket   = each.key
}

resource "aws_s3_bucket" "pass" {
  bucket = "pass"
}

resource "aws_s3_bucket" "pass_two_rules" {
  bucket = "pass-two-rules"
}

resource "aws_s3_bucket" "fail_without" {
  bucket = "fail-without"
}

resource "aws_s3_bucket" "fail_disabled" {
  bucket = "fail-disabled"
}

resource "aws_s3_bucket" "fail_prefix" {
  bucket = "fail-prefix"
}

resource "aws_s3_bucket" "fail_no_versions" {
  bucket = "fail-no-versions"
}

resource "aws_s3_bucket" "fail_no_parts" {
  bucket = "fail-no-parts"
}

resource "aws_s3_bucket" "fail_century" {
  bucket = "fail-century"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "quiet"
}

resource "aws_s3_bucket_lifecycle_configuration" "pass" {
  bucket = aws_s3_bucket.pass.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "pass_two_rules" {
  bucket = aws_s3_bucket.pass_two_rules.id

  rule {
    id     = "versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }


  }

  rule {
    id     = "parts"
    status = "Enabled"

    filter {}



    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_disabled" {
  bucket = aws_s3_bucket.fail_disabled.id

  rule {
    id     = "tidy-up"
    status = "Disabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_prefix" {
  bucket = aws_s3_bucket.fail_prefix.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {
      prefix = "thumbnails/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_no_versions" {
  bucket = aws_s3_bucket.fail_no_versions.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}



    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_no_parts" {
  bucket = aws_s3_bucket.fail_no_parts.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }


  }
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_century" {
  bucket = aws_s3_bucket.fail_century.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 36500
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket" "fail_expires" {
  bucket = "fail-expires"
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_expires" {
  bucket = aws_s3_bucket.fail_expires.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    expiration {
      days = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket" "fail_keeps_some" {
  bucket = "fail-keeps-some"
}

resource "aws_s3_bucket_lifecycle_configuration" "fail_keeps_some" {
  bucket = aws_s3_bucket.fail_keeps_some.id

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days           = 30
      newer_noncurrent_versions = 100
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
