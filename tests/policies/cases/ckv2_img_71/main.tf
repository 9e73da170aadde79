module "uploader" {
  source  = "../uploader"
  scanner = "guardduty"
}

resource "aws_guardduty_malware_protection_plan" "pass" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["uploads/"]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "fail_unnamed" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name = "uploads"
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "pass_more" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["reports/", "uploads/"]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "fail_folder" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["uploads/cats/"]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "fail_thumbnails" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["thumbnails/"]
    }
  }

  actions {
    tagging {
      status = "ENABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "fail_untagged" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["uploads/"]
    }
  }

  actions {
    tagging {
      status = "DISABLED"
    }
  }
}

resource "aws_guardduty_malware_protection_plan" "fail_without_actions" {
  role = "arn:aws:iam::123456789012:role/guardduty"

  protected_resource {
    s3_bucket {
      bucket_name     = "uploads"
      object_prefixes = ["uploads/"]
    }
  }
}

resource "aws_s3_bucket" "uploads" {
  bucket = "uploads"
}
