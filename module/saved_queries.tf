# With `enable_saved_queries`: queries for Logs Insights on the functions' logs. Logs identify an upload by the random
# part of its key: the 32 digits before the file's name.

locals {
  saved_queries = {
    one-upload = {
      logs  = ["get_presigned_url", "get_upload_status", "process_uploaded_file", "track_pending_uploads"]
      query = <<-QUERY
        # Put the random part of the file key in place of the noughts.
        filter upload = "00000000000000000000000000000000"
        | fields @timestamp, message, action, verdict, status, reason, error, cause, version, request_id, @log
        | sort @timestamp asc
      QUERY
    }
    refusals-by-reason = {
      logs  = ["get_presigned_url"]
      query = <<-QUERY
        filter message = "upload URL" and ispresent(code)
        | stats count(*) as refusals by code, refusal, parameter, bin(1h) as hour
        | sort refusals desc
      QUERY
    }
    slowest-thumbnails = {
      logs  = ["process_uploaded_file"]
      query = <<-QUERY
        filter message = "upload" and action = "recorded" and status = "processed"
        | fields @timestamp, milliseconds, ThumbnailTime, ThumbnailPeakMemory, UploadBytes, upload, version, request_id
        | sort milliseconds desc
        | limit 50
      QUERY
    }
    rejected-by-reason = {
      logs  = ["process_uploaded_file"]
      query = <<-QUERY
        filter message = "upload" and action = "recorded" and status in ["rejected", "infected", "unscannable"]
        | stats count(*) as uploads, latest(upload) as the_last by status, reason
        | sort uploads desc
      QUERY
    }
    # Lambda tries an event three times with one request id. Then it sends it to the dead-letter queue.
    dead-letters = {
      logs  = ["process_uploaded_file", "track_pending_uploads"]
      query = <<-QUERY
        filter message = "upload" and action = "failed"
        | stats count(*) as attempts, max(@timestamp) as last_attempt, latest(error) as last_error, latest(cause) as last_cause by request_id, upload
        | filter attempts >= 3
        | sort last_attempt desc
      QUERY
    }
  }

  # The functions that this configuration creates.
  logging_functions = concat(
    ["get_presigned_url", "process_uploaded_file"],
    var.upload_status == null ? [] : ["get_upload_status"],
    local.records_pending ? ["track_pending_uploads"] : [],
  )
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = { for name, saved in local.saved_queries : name => saved if var.enable_saved_queries }

  name            = "${local.bucket_name}/${each.key}"
  log_group_names = [for function in each.value.logs : local.log_group_names[function] if contains(local.logging_functions, function)]
  query_string    = trimspace(each.value.query)
}
