# Step 2 of the flow: the private, versioned bucket that clients upload to.

resource "aws_s3_bucket" "this" {
  bucket        = local.bucket_name
  force_destroy = var.force_destroy
  tags          = var.tags

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == var.region
      error_message = "region is \"${var.region}\", but the provider's region is \"${data.aws_region.current.id}\": write the same region in both, or pass a provider of that region with `providers = { aws = aws.ALIAS }`."
    }

    precondition {
      condition     = data.aws_caller_identity.current.account_id == local.account
      error_message = "account_id is \"${local.account}\", but the provider's credentials are of account \"${data.aws_caller_identity.current.account_id}\": write that account, or remove account_id."
    }

    precondition {
      condition     = data.aws_partition.current.partition == local.partition
      error_message = "Region ${var.region} is in AWS's partition \"${data.aws_partition.current.partition}\", but this version of the module expects \"${local.partition}\": use a newer version, or report it as a bug."
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    bucket_key_enabled = var.kms_key != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key == null ? "AES256" : "aws:kms"
      kms_master_key_id = local.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.bucket

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_expiration_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = var.original_expiration_days[*]
    content {
      id     = "expire-originals"
      status = "Enabled"

      filter {
        prefix = local.uploads_prefix
      }

      expiration {
        days = rule.value
      }
    }
  }

  dynamic "rule" {
    for_each = var.additional_lifecycle_rules
    content {
      id     = rule.value.id
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }

      dynamic "expiration" {
        for_each = rule.value.expiration_days[*]
        content {
          days = expiration.value
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.noncurrent_version_expiration_days[*]
        content {
          noncurrent_days = noncurrent_version_expiration.value
        }
      }

      dynamic "transition" {
        for_each = rule.value.transitions
        content {
          days          = transition.value.days
          storage_class = transition.value.storage_class
        }
      }
    }
  }

  # Rules for noncurrent versions need versioning.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_cors_configuration" "this" {
  count = length(var.cors_allowed_origins) == 0 ? 0 : 1

  bucket = aws_s3_bucket.this.bucket

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = var.cors_allowed_origins
    allowed_headers = concat(["content-type", "if-none-match", "x-amz-checksum-sha256"], var.cors_allowed_headers)
    expose_headers  = ["ETag", "x-amz-version-id"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_accelerate_configuration" "this" {
  count = var.enable_transfer_acceleration ? 1 : 0

  bucket = aws_s3_bucket.this.bucket
  status = "Enabled"
}

resource "aws_s3_bucket_logging" "this" {
  count = var.s3_access_log_bucket == null ? 0 : 1

  bucket        = aws_s3_bucket.this.bucket
  target_bucket = var.s3_access_log_bucket.id
  target_prefix = coalesce(var.s3_access_log_bucket.prefix, "${local.bucket_name}/")
}

# A bucket has only one policy. Consumers add to it with `cloudfront_distributions` and
# `additional_bucket_policy_statements`.

locals {
  bucket_policy_statements = concat(
    [
      {
        Sid       = "DenyInsecureTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "DenyOldTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
      {
        # A signature older than the limit cannot upload, even if its URL expires later. Applies to every signer.
        Sid       = "DenyUploadsWithOldSignature"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${local.bucket_arn}/${local.uploads_prefix}*"
        Condition = { NumericGreaterThan = { "s3:signatureAge" = tostring(var.lambda_upload_presigned_url_expiration_time_s * 1000) } } # milliseconds
      },
    ],
    [for statement in [
      {
        # Requests that create an object must send If-None-Match. Parts of a multipart upload create no object.
        Sid       = "DenyUploadsThatCouldOverwrite"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${local.bucket_arn}/${local.uploads_prefix}*"
        Condition = merge(
          {
            Null = { "s3:if-none-match" = "true" }
            Bool = { "s3:ObjectCreationOperation" = "true" }
          },
          # S3 does not accept If-None-Match on CopyObject, so only these roles can copy to an upload's key.
          length(var.write_once_exempt_roles) == 0 ? {} : { ArnNotEquals = { "aws:PrincipalArn" = var.write_once_exempt_roles[*].arn } },
        )
      },
    ] : statement if var.enforce_write_once],
    [for statement in [
      {
        # The scanner's tag says that a file is clean, so only the scanner may write or delete tags. This also denies a
        # PUT with tags, because S3 checks s3:PutObjectTagging for it.
        Sid       = "DenyTagsOfOthers"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
        Resource  = "${local.bucket_arn}/${local.uploads_prefix}*"
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = local.scanner_role_arn } }
      },
    ] : statement if local.scanner_role_arn != null],
    [for statement in [
      {
        # Objects without the tag are denied too: StringNotEquals is true if the key is missing.
        Sid       = "DenyReadingUnclean"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource  = "${local.bucket_arn}/${local.uploads_prefix}*"
        Condition = {
          ArnNotEquals    = { "aws:PrincipalArn" = [local.scanner_role_arn, local.role_arns.process_uploaded_file] }
          StringNotEquals = { "s3:ExistingObjectTag/${try(local.scanner.tag.key, "")}" = try(local.scanner.tag.clean, "") }
        }
      },
    ] : statement if local.denies_unclean],
    [for statement in [
      {
        Sid       = "AllowCloudFrontToReadUploads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${local.bucket_arn}/${local.uploads_prefix}*"
        Condition = merge(
          { ArnEquals = { "aws:SourceArn" = var.cloudfront_distributions[*].arn } },
          local.scanner.tag == null ? {} : { StringEquals = { "s3:ExistingObjectTag/${local.scanner.tag.key}" = local.scanner.tag.clean } },
        )
      },
      {
        # Thumbnails need no tag: with a scanner, they are made only from clean files.
        Sid       = "AllowCloudFrontToReadThumbnails"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${local.bucket_arn}/${local.thumbnails_prefix}*"
        Condition = { ArnEquals = { "aws:SourceArn" = var.cloudfront_distributions[*].arn } }
      },
    ] : statement if length(var.cloudfront_distributions) > 0],
    [
      for statement in var.additional_bucket_policy_statements : merge(
        {
          Sid    = statement.sid
          Effect = statement.effect
          # "*" or a map. Both results of a conditional must have one type, so the value goes through JSON.
          Principal = jsondecode(contains(keys(statement.principals), "*") ? "\"*\"" : jsonencode(statement.principals))
          Action    = statement.actions
          Resource  = length(statement.paths) == 0 ? [local.bucket_arn] : [for path in statement.paths : "${local.bucket_arn}/${path}"]
        },
        length(statement.conditions) == 0 ? {} : { Condition = statement.conditions },
      )
    ],
  )
}

# Rights of a role that copies uploads. It may not write tags: a clean tag on a copy would be false, because the copy
# was not scanned.

locals {
  copy_role_statements = concat(
    [
      {
        Sid      = "CopyUploads"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
        Resource = "${local.bucket_arn}/${local.uploads_prefix}*"
      },
      {
        Sid       = "ListUploads"
        Effect    = "Allow"
        Action    = ["s3:ListBucket", "s3:ListBucketVersions"]
        Resource  = local.bucket_arn
        Condition = { StringLike = { "s3:prefix" = "${local.uploads_prefix}*" } }
      },
    ],
    [for statement in [{
      Sid       = "UseKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = local.kms_key_arn
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.${local.dns_suffix}" } }
    }] : statement if var.kms_key != null],
  )
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = local.bucket_policy_statements })

  # S3 answers 409 to one of two changes of a bucket's access rules that overlap.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
