# The end of the flow: the table, with one item for each upload.

resource "aws_dynamodb_table" "this" {
  name                        = local.table_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "user_id"
  range_key                   = "file_key"
  deletion_protection_enabled = var.table_deletion_protection
  tags                        = var.tags

  stream_enabled   = local.sends_events ? true : null
  stream_view_type = local.sends_events ? "NEW_IMAGE" : null

  attribute {
    name = "user_id"
    type = "S"
  }

  attribute {
    name = "file_key"
    type = "S"
  }

  # The index contains only pending items, because no other item has `pending_since`.
  dynamic "attribute" {
    for_each = local.records_pending ? ["status", "pending_since"] : []
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = local.records_pending ? [local.pending_index] : []
    content {
      name               = global_secondary_index.value
      hash_key           = "status"
      range_key          = "pending_since"
      projection_type    = "INCLUDE"
      non_key_attributes = ["version_id"]
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = local.kms_key_arn
  }
}
