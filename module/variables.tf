# --- The nine basic inputs --------------------------------------------------------------------------

variable "region" {
  description = "AWS region of all resources, for example `eu-central-1`. Must be the provider's region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "Write region as AWS's region code, for example \"eu-central-1\"."
  }
}

variable "environment" {
  description = "Name of the environment, for example `prod`. All names begin with it, the secret's default name included."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$", var.environment))
    error_message = "Write environment in 1 to 20 lower-case letters, digits and inner hyphens, for example \"prod\": the bucket's name begins with it."
  }
}

variable "api_image_upload_domain_name" {
  description = "Custom domain of the API, for example `uploads.example.com`. Without one, clients use the stage's own URL."
  type        = string
  default     = null

  validation {
    condition     = var.api_image_upload_domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.api_image_upload_domain_name)) && try(length(var.api_image_upload_domain_name), 0) <= 253
    error_message = "Write api_image_upload_domain_name as a lower-case host name without scheme, path or final dot, for example \"uploads.example.com\"."
  }
}

variable "backend_certificate_arn" {
  description = "ARN of the ACM certificate for `api_image_upload_domain_name`, in the module's region, because the API is regional. Required with that name, not allowed without it."
  type        = string
  default     = null

  validation {
    condition     = (var.api_image_upload_domain_name == null) == (var.backend_certificate_arn == null)
    error_message = "Write both api_image_upload_domain_name and backend_certificate_arn, or neither: without a custom domain, clients use the stage's URL."
  }

  validation {
    condition     = var.backend_certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.backend_certificate_arn))
    error_message = "Write backend_certificate_arn as an ACM certificate's ARN: \"arn:aws:acm:REGION:ACCOUNT:certificate/ID\"."
  }

  validation {
    condition     = var.backend_certificate_arn == null || try(split(":", var.backend_certificate_arn)[3], "") == var.region
    error_message = "Use a backend_certificate_arn in region ${var.region}: the API is regional, so it cannot use a certificate of another region, us-east-1 included."
  }
}

variable "uploads_bucket_name" {
  description = "Name of the uploads bucket without the environment: the bucket's name is `environment-uploads_bucket_name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", var.uploads_bucket_name))
    error_message = "Write uploads_bucket_name in lower-case letters, digits and inner hyphens, for example \"acme-uploads\": S3 allows no capitals, and a dot would break TLS on the bucket's host name."
  }

  validation {
    condition     = length("${var.environment}-${var.uploads_bucket_name}") >= 3 && length("${var.environment}-${var.uploads_bucket_name}") <= 63
    error_message = "Shorten uploads_bucket_name: with the environment and a hyphen before it, the bucket's name must have 3 to 63 characters."
  }

  validation {
    condition     = !can(regex("^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3|-an)$", "${var.environment}-${var.uploads_bucket_name}"))
    error_message = "Choose another uploads_bucket_name: S3 reserves bucket names that begin with xn--, sthree- or amzn-s3-demo-, or end with -s3alias, --ol-s3, --x-s3, --table-s3 or -an (the environment and a hyphen come before it)."
  }
}

variable "enable_transfer_acceleration" {
  description = "Use S3 Transfer Acceleration for uploads. AWS charges for it."
  type        = bool
  default     = false
  nullable    = false
}

variable "lambda_upload_presigned_url_expiration_time_s" {
  description = "Lifetime of a presigned URL in seconds. The bucket's policy denies older signatures too."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.lambda_upload_presigned_url_expiration_time_s >= 1 && var.lambda_upload_presigned_url_expiration_time_s <= 43200 && floor(var.lambda_upload_presigned_url_expiration_time_s) == var.lambda_upload_presigned_url_expiration_time_s
    error_message = "Write lambda_upload_presigned_url_expiration_time_s as whole seconds from 1 to 43200: the function's credentials, which sign the URL, expire after 12 hours at the latest."
  }
}

variable "use_bucketav" {
  description = "Process a file only after BucketAV has found it clean. With false and no other `scanner`, every upload is processed without a scan: use this only for trusted uploads. Null: true if `scanner` is not set, otherwise as `scanner` says."
  type        = bool
  default     = null

  validation {
    condition     = var.use_bucketav == null || try((var.scanner.name == "bucketav") == var.use_bucketav, true)
    error_message = "Remove use_bucketav, or make it match scanner: true with the name \"bucketav\", false with any other."
  }
}

variable "bucketav_sns_findings_topic_name" {
  description = "Name of the SNS topic to which BucketAV publishes its findings, in this account and region. Required with BucketAV, unless `bucketav_sns_findings_topic` is set."
  type        = string
  default     = null

  validation {
    condition     = !try(var.scanner.name == "bucketav", var.use_bucketav != false) || var.bucketav_sns_findings_topic != null || try(length(var.bucketav_sns_findings_topic_name) > 0, false)
    error_message = "Write bucketav_sns_findings_topic_name, the output FindingsTopicName of BucketAV's stack, or set use_bucketav = false to process uploads that were not scanned."
  }

  validation {
    condition     = var.bucketav_sns_findings_topic == null || try(length(var.bucketav_sns_findings_topic_name), 0) == 0
    error_message = "Write either bucketav_sns_findings_topic_name or bucketav_sns_findings_topic, not both."
  }

  validation {
    condition     = try(length(var.bucketav_sns_findings_topic_name), 0) == 0 || can(regex("^[A-Za-z0-9_-]{1,256}$", var.bucketav_sns_findings_topic_name))
    error_message = "Write only the topic's name in bucketav_sns_findings_topic_name, for example \"bucketav-FindingsTopic-ABC\": no ARN, and no .fifo topic, which cannot call a function."
  }
}

# --- Account ----------------------------------------------------------------------------------------

variable "account_id" {
  description = "AWS account of all resources, by default the provider's. Set it if you give the module `depends_on`. Without it, a pending change of a dependency makes every ARN unknown in the plan and replaces the findings subscription."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "Write account_id as the account's twelve digits, in quotes, for example \"123456789012\"."
  }
}

# --- Scanner ----------------------------------------------------------------------------------------

variable "scanner" {
  description = "The scanner by its `name`, instead of `use_bucketav`: `bucketav`; `guardduty`, AWS's GuardDuty Malware Protection for S3, whose protection plan the module creates; or `none`, only for trusted uploads. `deny_unclean_reads` denies reading uploads without the clean tag, except to the roles of the scanner and the processing function."
  type = object({
    name               = string
    deny_unclean_reads = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.scanner == null || contains(["bucketav", "guardduty", "none"], coalesce(try(var.scanner.name, null), "-"))
    error_message = "Write scanner.name as \"bucketav\", \"guardduty\" or \"none\"."
  }
}

variable "scanner_role" {
  description = "The role with which the scanner reads and tags uploads: no other role may then tag them. With BucketAV, the role of its instances. With GuardDuty, the role of your own protection plan for this bucket: the module then creates no plan."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.scanner_role == null || try(var.scanner.name != "none", var.use_bucketav != false)
    error_message = "Remove scanner_role or choose a scanner: without a scanner, uploads are not tagged."
  }

  validation {
    condition     = !try(var.scanner.deny_unclean_reads == true, false) || try(var.scanner.name == "guardduty", false) || (try(var.scanner.name == "bucketav", false) && var.scanner_role != null)
    error_message = "With BucketAV, set scanner_role, because BucketAV must read uploads before it tags them. Without a scanner, remove deny_unclean_reads from scanner, because no upload is tagged clean."
  }

  validation {
    condition     = var.scanner_role == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", var.scanner_role.arn))
    error_message = "Write scanner_role as { arn = \"arn:aws:iam::ACCOUNT:role/NAME\" }."
  }
}

# --- BucketAV ---------------------------------------------------------------------------------------

variable "bucketav_sns_findings_topic" {
  description = "The findings topic by its ARN, instead of `bucketav_sns_findings_topic_name`, for a topic in another account. Its policy needs the statement in the output `findings_topic_statement`. SNS counts undelivered findings in that account, so create the alarm `findings-lost` there."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.bucketav_sns_findings_topic == null || try(var.scanner.name == "bucketav", var.use_bucketav != false)
    error_message = "Remove bucketav_sns_findings_topic or set use_bucketav = true: without BucketAV there are no findings."
  }

  validation {
    condition     = var.bucketav_sns_findings_topic == null || can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.bucketav_sns_findings_topic.arn))
    error_message = "Write bucketav_sns_findings_topic as { arn = \"arn:aws:sns:REGION:ACCOUNT:NAME\" }, the ARN of a standard topic."
  }
}

variable "bucketav_scan_queue" {
  description = "BucketAV's Scan Queue: the bucket then notifies it of every upload. Leave it out if the bucket is connected through EventBridge or BucketAV's own SNS topic."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.bucketav_scan_queue == null || try(var.scanner.name == "bucketav", var.use_bucketav != false)
    error_message = "Remove bucketav_scan_queue or set use_bucketav = true: only BucketAV reads this queue."
  }

  validation {
    condition     = var.bucketav_scan_queue == null || can(regex("^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.bucketav_scan_queue.arn))
    error_message = "Write bucketav_scan_queue as { arn = \"arn:aws:sqs:REGION:ACCOUNT:NAME\" }, the ARN of a standard queue."
  }

  validation {
    condition     = var.bucketav_scan_queue == null || try(split(":", var.bucketav_scan_queue.arn)[3], "") == var.region
    error_message = "Use a bucketav_scan_queue in region ${var.region}: S3 notifies only queues in the bucket's region."
  }
}

# --- Pending uploads --------------------------------------------------------------------------------

variable "pending_uploads" {
  description = "Record each upload as `pending` when it arrives, and raise an alarm if it stays pending. Recommended, because a stopped scanner is not noticed otherwise. `{}` is enough if the module connects the bucket. If BucketAV connects the bucket (no `bucketav_scan_queue`), `eventbridge` must say how the bucket's events reach EventBridge. `existing`: they are already sent. `replace`: the module creates the bucket's only notification resource, which removes all other notifications of the bucket, so it may disconnect the scanner."
  type = object({
    alarm_after_minutes = optional(number, 60)
    eventbridge         = optional(string)
  })
  default = null

  validation {
    condition     = var.pending_uploads == null || try(var.pending_uploads.alarm_after_minutes >= 10 && var.pending_uploads.alarm_after_minutes <= 10080 && floor(var.pending_uploads.alarm_after_minutes) == var.pending_uploads.alarm_after_minutes, false)
    error_message = "Write pending_uploads.alarm_after_minutes as whole minutes from 10 (two checks) to 10080 (a week)."
  }

  validation {
    condition     = try(var.pending_uploads.eventbridge, null) == null || contains(["existing", "replace"], coalesce(try(var.pending_uploads.eventbridge, null), "existing"))
    error_message = "Write pending_uploads.eventbridge as \"existing\" or \"replace\", or leave it out."
  }

  validation {
    condition     = var.pending_uploads == null || !try(var.scanner.name == "bucketav", var.use_bucketav != false) || var.bucketav_scan_queue != null || length(var.additional_notifications) > 0 || try(var.pending_uploads.eventbridge, null) != null
    error_message = "Set bucketav_scan_queue, or say in pending_uploads.eventbridge how the bucket's events reach EventBridge. Write \"existing\" if the bucket sends them already. Write \"replace\" only if the bucket has no other notification: the module would remove it, which could disconnect the scanner."
  }

  validation {
    condition     = try(var.pending_uploads.eventbridge, null) == null || (try(var.scanner.name == "bucketav", var.use_bucketav != false) && var.bucketav_scan_queue == null && length(var.additional_notifications) == 0)
    error_message = "Remove eventbridge from pending_uploads: the module connects the bucket and turns on EventBridge."
  }
}

# --- Authentication ---------------------------------------------------------------------------------

variable "auth_secret_name" {
  description = "Name of the Secrets Manager secret with the value `{\"API_GW_AUTH_SECRET\": \"...\"}`. Default: `environment/image-upload/secrets`. Terraform never reads the value."
  type        = string
  default     = null

  validation {
    condition     = var.auth_secret_name == null || can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.auth_secret_name))
    error_message = "Write auth_secret_name as the secret's name (letters, digits and /_+=.@-), not its ARN."
  }
}

variable "auth_secret_kms_key" {
  description = "Customer managed KMS key that encrypts the secret, if it has one."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.auth_secret_kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.auth_secret_kms_key.arn))
    error_message = "Write auth_secret_kms_key as { arn = \"arn:aws:kms:REGION:ACCOUNT:key/ID\" }: a key, not an alias."
  }

  validation {
    condition     = var.auth_secret_kms_key == null || try(split(":", var.auth_secret_kms_key.arn)[3], "") == var.region
    error_message = "Use an auth_secret_kms_key in region ${var.region}, where the secret is."
  }
}

variable "auth_secret_cache_seconds" {
  description = "Seconds for which the function caches the secret. A retired value is refused after this time at the latest."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.auth_secret_cache_seconds >= 0 && var.auth_secret_cache_seconds <= 900 && floor(var.auth_secret_cache_seconds) == var.auth_secret_cache_seconds
    error_message = "Write auth_secret_cache_seconds as whole seconds from 0 (read it for every request) to 900."
  }
}

# --- Uploads ----------------------------------------------------------------------------------------

variable "upload_max_bytes" {
  description = "Largest upload in bytes. A request with a larger `size` gets no URL. A larger object is rejected unopened."
  type        = number
  default     = 10485760
  nullable    = false

  validation {
    condition     = var.upload_max_bytes >= 1 && var.upload_max_bytes <= 104857600 && floor(var.upload_max_bytes) == var.upload_max_bytes
    error_message = "Write upload_max_bytes as whole bytes from 1 to 104857600 (100 MiB): the function holds a file in memory while it makes the thumbnail."
  }
}

variable "require_size" {
  description = "Require the parameter `size`, so that every URL accepts exactly that many bytes. Otherwise, a request without `size` gets a URL for up to 5 GB, S3's limit. The function then rejects an object above `upload_max_bytes` unopened."
  type        = bool
  default     = false
  nullable    = false
}

variable "allowed_extensions" {
  description = "Accepted file extensions, each with the content type that its URL is bound to. The types are also the image formats that are processed: `image/jpeg`, `image/png`, `image/webp`, `image/gif`, and optionally `image/avif`, `image/tiff`, `image/bmp`, `image/heic`, `image/heif`. For iPhone photographs, add `heic = \"image/heic\"` and `heif = \"image/heif\"`: the functions get a second layer, with libheif and libde265 (LGPL). HEIC uses HEVC, which is patented: check whether you need a licence."
  type        = map(string)
  default = {
    jpg  = "image/jpeg"
    jpeg = "image/jpeg"
    png  = "image/png"
    webp = "image/webp"
    gif  = "image/gif"
  }
  nullable = false

  validation {
    condition     = length(var.allowed_extensions) > 0 && alltrue([for extension in keys(var.allowed_extensions) : can(regex("^[a-z0-9]{1,10}$", extension))])
    error_message = "Write the keys of allowed_extensions as 1 to 10 lower-case letters or digits without a dot, for example { jpg = \"image/jpeg\" }, at least one."
  }

  validation {
    condition     = alltrue([for type in values(var.allowed_extensions) : contains(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/tiff", "image/bmp", "image/heic", "image/heif"], type)])
    error_message = "Use only image/jpeg, image/png, image/webp, image/gif, image/avif, image/tiff, image/bmp, image/heic or image/heif as values of allowed_extensions: the function can safely decode only these."
  }
}

variable "cors_allowed_origins" {
  description = "Origins of the web pages that may call the API and upload, for example `[\"https://app.example.com\"]`. None by default. Clients that are not browsers need none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.cors_allowed_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]{1,5})?$", origin))])
    error_message = "Write each of cors_allowed_origins as scheme and host, with a port if there is one, in lower case and without path or wildcard: \"https://app.example.com\"."
  }

  validation {
    condition     = alltrue([for origin in var.cors_allowed_origins : !can(regex("^http://", origin)) || can(regex("^http://(localhost|127\\.0\\.0\\.1)(:[0-9]{1,5})?$", origin))])
    error_message = "Use https:// in cors_allowed_origins; http:// is accepted only for localhost."
  }
}

variable "cors_allowed_headers" {
  description = "Additional headers that web pages may send with an upload, in lower case. Example: tracing libraries add `traceparent`, `baggage` or `sentry-trace`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for header in var.cors_allowed_headers : can(regex("^[a-z0-9-]+$", header))])
    error_message = "Write each of cors_allowed_headers as a header's name in lower case and without a wildcard, for example \"traceparent\"."
  }
}

variable "enforce_write_once" {
  description = "Deny uploads that could overwrite an object (without `If-None-Match`) in the bucket's policy. Set it to false only for an emulator without this condition key."
  type        = bool
  default     = true
  nullable    = false
}

variable "write_once_exempt_roles" {
  description = "IAM roles that may write under `uploads/` without `If-None-Match`. Other roles cannot copy objects there, so they can neither restore a version nor rename an object. The output `copy_role_policy` has the rights of such a role. A copy is a new version, which is scanned and processed again. Copy without tags (`--tagging-directive REPLACE`)."
  type        = list(object({ arn = string }))
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for role in var.write_once_exempt_roles : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$", role.arn))])
    error_message = "Write each of write_once_exempt_roles as { arn = \"arn:aws:iam::ACCOUNT:role/NAME\" }: a role, without a wildcard."
  }
}

variable "original_expiration_days" {
  description = "Days after which uploads expire. Thumbnails and items stay. An expired file becomes a noncurrent version, which is deleted after `noncurrent_version_expiration_days`. Null: uploads do not expire."
  type        = number
  default     = null

  validation {
    condition     = var.original_expiration_days == null || try(var.original_expiration_days >= 1 && var.original_expiration_days <= 36500 && floor(var.original_expiration_days) == var.original_expiration_days, false)
    error_message = "Write original_expiration_days as whole days from 1 to 36500, or remove it to keep uploads."
  }
}

variable "delete_rejected_uploads" {
  description = "Permanently delete an upload as soon as it is rejected (not an image, too large, damaged). Its item stays and has the reason. False: rejected files stay."
  type        = bool
  default     = false
  nullable    = false
}

variable "additional_lifecycle_rules" {
  description = "Additional lifecycle rules of the bucket, because a bucket can have only one lifecycle resource: `[{ id = \"archive\", prefix = \"uploads/\", transitions = [{ days = 30, storage_class = \"STANDARD_IA\" }] }]`. The function cannot process an archived file."
  type = list(object({
    id                                 = string
    prefix                             = optional(string, "")
    expiration_days                    = optional(number)
    noncurrent_version_expiration_days = optional(number)
    transitions = optional(list(object({
      days          = number
      storage_class = string
    })), [])
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for rule in var.additional_lifecycle_rules : can(regex("^[A-Za-z0-9._-]{1,255}$", rule.id)) && !contains(["tidy-up", "expire-originals"], rule.id)]) && length(distinct(var.additional_lifecycle_rules[*].id)) == length(var.additional_lifecycle_rules)
    error_message = "Give each of additional_lifecycle_rules a unique id, in letters, digits and ._-, other than tidy-up and expire-originals."
  }

  validation {
    condition     = alltrue([for rule in var.additional_lifecycle_rules : rule.expiration_days != null || rule.noncurrent_version_expiration_days != null || length(rule.transitions) > 0])
    error_message = "Write at least one of expiration_days, noncurrent_version_expiration_days and transitions in each of additional_lifecycle_rules."
  }

  validation {
    condition     = alltrue([for days in flatten([for rule in var.additional_lifecycle_rules : [rule.expiration_days[*], rule.noncurrent_version_expiration_days[*], rule.transitions[*].days]]) : days >= 1 && floor(days) == days])
    error_message = "Write days in additional_lifecycle_rules as whole numbers from 1."
  }

  validation {
    condition     = alltrue([for transition in flatten(var.additional_lifecycle_rules[*].transitions) : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], transition.storage_class)])
    error_message = "Write storage_class in additional_lifecycle_rules as STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."
  }
}

variable "additional_notifications" {
  description = "Additional event notifications of the bucket, because a bucket can have only one notification resource. Each has one `queue`, `topic` or `function`, whose policy must allow S3. The module then sets all notifications of the bucket, so do not use this input if BucketAV has set its own."
  type = list(object({
    id       = string
    events   = list(string)
    prefix   = optional(string, "")
    suffix   = optional(string, "")
    queue    = optional(object({ arn = string }))
    topic    = optional(object({ arn = string }))
    function = optional(object({ arn = string }))
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for notification in var.additional_notifications : length([for target in [notification.queue, notification.topic, notification.function] : true if target != null]) == 1])
    error_message = "Give each of additional_notifications exactly one of queue, topic and function, as { arn = \"...\" }."
  }

  validation {
    condition     = alltrue([for notification in var.additional_notifications : can(regex("^[A-Za-z0-9._-]{1,255}$", notification.id)) && !contains(["process-uploaded-file", "bucketav-scan"], notification.id)]) && length(distinct(var.additional_notifications[*].id)) == length(var.additional_notifications)
    error_message = "Give each of additional_notifications a unique id, in letters, digits and ._-, other than process-uploaded-file and bucketav-scan."
  }

  validation {
    condition     = alltrue([for notification in var.additional_notifications : length(notification.events) > 0 && alltrue([for event in notification.events : can(regex("^s3:[A-Za-z]+:[A-Za-z*]+$", event))])])
    error_message = "Write at least one S3 event type in events of additional_notifications, for example [\"s3:ObjectRemoved:*\"]."
  }

  validation {
    condition = try(var.scanner.name == "guardduty", false) || (try(var.scanner.name == "bucketav", var.use_bucketav != false) && var.bucketav_scan_queue == null) || alltrue([for notification in var.additional_notifications :
      !anytrue([for event in notification.events : startswith(event, "s3:ObjectCreated:")]) || !(startswith(notification.prefix, "uploads/") || startswith("uploads/", notification.prefix))
    ])
    error_message = "Choose another prefix or other events in additional_notifications: the module has a notification of s3:ObjectCreated under uploads/, and S3 allows no second one."
  }
}

variable "noncurrent_version_expiration_days" {
  description = "Days after which noncurrent versions (replaced or deleted files) are deleted permanently."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_version_expiration_days >= 1 && var.noncurrent_version_expiration_days <= 3650 && floor(var.noncurrent_version_expiration_days) == var.noncurrent_version_expiration_days
    error_message = "Write noncurrent_version_expiration_days as whole days from 1 to 3650."
  }
}

variable "cloudfront_distributions" {
  description = "CloudFront distributions that may read the bucket with origin access control: `[{ arn = aws_cloudfront_distribution.this.arn }]`. With a scanner, they can read only clean uploads, and thumbnails."
  type        = list(object({ arn = string }))
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for distribution in var.cloudfront_distributions : can(regex("^arn:aws[a-z-]*:cloudfront::[0-9]{12}:distribution/[A-Z0-9]+$", distribution.arn))])
    error_message = "Write each of cloudfront_distributions as { arn = \"arn:aws:cloudfront::ACCOUNT:distribution/ID\" }."
  }
}

variable "additional_bucket_policy_statements" {
  description = "Additional statements of the bucket's policy, because a bucket can have only one policy. `paths` are object keys or patterns, for example `[\"uploads/*\"]`; an empty list means the bucket itself."
  type = list(object({
    sid        = string
    effect     = optional(string, "Allow")
    principals = map(list(string))
    actions    = list(string)
    paths      = optional(list(string), [])
    conditions = optional(map(map(list(string))), {})
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for statement in var.additional_bucket_policy_statements : contains(["Allow", "Deny"], statement.effect)])
    error_message = "Write effect in additional_bucket_policy_statements as \"Allow\" or \"Deny\"."
  }

  validation {
    condition     = alltrue([for statement in var.additional_bucket_policy_statements : can(regex("^[A-Za-z0-9]+$", statement.sid))]) && length(distinct(var.additional_bucket_policy_statements[*].sid)) == length(var.additional_bucket_policy_statements)
    error_message = "Give each of additional_bucket_policy_statements a unique sid, in letters and digits."
  }

  validation {
    condition     = alltrue([for statement in var.additional_bucket_policy_statements : statement.effect == "Deny" || length(statement.conditions) > 0 || !contains(concat(keys(statement.principals), flatten(values(statement.principals))), "*")])
    error_message = "Name the principals in additional_bucket_policy_statements, or add a condition: an Allow for \"*\" without a condition would make the bucket public."
  }

  validation {
    condition     = alltrue([for statement in var.additional_bucket_policy_statements : length(flatten(values(statement.principals))) > 0])
    error_message = "Name at least one principal in each of additional_bucket_policy_statements, for example { AWS = [\"arn:aws:iam::ACCOUNT:role/NAME\"] }."
  }

  validation {
    condition     = alltrue([for statement in var.additional_bucket_policy_statements : length(statement.actions) > 0 && alltrue([for action in statement.actions : can(regex("^s3:[A-Za-z*]+$", action))])])
    error_message = "Write at least one S3 action in actions of additional_bucket_policy_statements, for example [\"s3:GetObject\"]."
  }

  validation {
    condition     = alltrue([for path in flatten(var.additional_bucket_policy_statements[*].paths) : can(regex("^[^/]", path))])
    error_message = "Write paths in additional_bucket_policy_statements without a leading slash, for example [\"uploads/*\"]."
  }
}

variable "s3_access_log_bucket" {
  description = "Bucket that receives the uploads bucket's server access logs, under `prefix` (default: the bucket's name)."
  type        = object({ id = string, prefix = optional(string) })
  default     = null

  validation {
    condition     = var.s3_access_log_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.s3_access_log_bucket.id))
    error_message = "Write s3_access_log_bucket as { id = \"NAME\" }, the name of a bucket."
  }

  validation {
    condition     = try(var.s3_access_log_bucket.id, "") != "${var.environment}-${var.uploads_bucket_name}"
    error_message = "Choose another s3_access_log_bucket than the uploads bucket: writing its log would cause new log entries."
  }
}

variable "force_destroy" {
  description = "Allow `terraform destroy` to delete a bucket that contains files."
  type        = bool
  default     = false
  nullable    = false
}

# --- Thumbnails and functions -----------------------------------------------------------------------

variable "thumbnail" {
  description = "The thumbnail of each image: `width` and `height` of its box in pixels, the `fit` (`contain`: the whole image is inside the box; `cover`: the image fills the box and its edges are cut), and the `quality` of JPEG and WebP."
  type = object({
    width   = optional(number, 200)
    height  = optional(number, 200)
    fit     = optional(string, "contain")
    quality = optional(number, 80)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for side in [var.thumbnail.width, var.thumbnail.height] : side >= 16 && side <= 2048 && floor(side) == side])
    error_message = "Write thumbnail.width and thumbnail.height as whole pixels from 16 to 2048."
  }

  validation {
    condition     = contains(["contain", "cover"], var.thumbnail.fit)
    error_message = "Write thumbnail.fit as \"contain\" or \"cover\"."
  }

  validation {
    condition     = var.thumbnail.quality >= 1 && var.thumbnail.quality <= 95 && floor(var.thumbnail.quality) == var.thumbnail.quality
    error_message = "Write thumbnail.quality as a whole number from 1 to 95."
  }
}

variable "thumbnails" {
  description = "Additional thumbnails of each image by name, at most five, for example `{ large = { width = 1200, height = 1200 } }`. The thumbnail of the input `thumbnail` is named `default` and always exists."
  type = map(object({
    width   = optional(number, 200)
    height  = optional(number, 200)
    fit     = optional(string, "contain")
    quality = optional(number, 80)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.thumbnails) <= 5
    error_message = "Write at most five thumbnails, in addition to `thumbnail`."
  }

  validation {
    condition     = alltrue([for name in keys(var.thumbnails) : can(regex("^[a-z][a-z0-9_-]{0,19}$", name)) && name != "default"])
    error_message = "Write names of thumbnails in 1 to 20 characters of a-z, 0-9, _ and -, beginning with a letter. The name default is reserved for `thumbnail`."
  }

  validation {
    condition     = alltrue([for side in flatten([for size in values(var.thumbnails) : [size.width, size.height]]) : side >= 16 && side <= 2048 && floor(side) == side])
    error_message = "Write each width and height in thumbnails as whole pixels from 16 to 2048."
  }

  validation {
    condition     = alltrue([for size in values(var.thumbnails) : contains(["contain", "cover"], size.fit)])
    error_message = "Write each fit in thumbnails as \"contain\" or \"cover\"."
  }

  validation {
    condition     = alltrue([for size in values(var.thumbnails) : size.quality >= 1 && size.quality <= 95 && floor(size.quality) == size.quality])
    error_message = "Write each quality in thumbnails as a whole number from 1 to 95."
  }
}

variable "thumbnail_format" {
  description = "Format of all thumbnails: `source` (the upload's format if it is JPEG, PNG or WebP, else JPEG or PNG), `jpeg` (transparent areas become white) or `webp`."
  type        = string
  default     = "source"
  nullable    = false

  validation {
    condition     = contains(["source", "jpeg", "webp"], var.thumbnail_format)
    error_message = "Write thumbnail_format as \"source\", \"jpeg\" or \"webp\"."
  }
}

variable "max_image_pixels" {
  description = "Largest number of pixels of an image. Larger images are rejected before they are decoded. Formats that need more memory per pixel have a lower limit, which follows from the function's memory."
  type        = number
  default     = 50000000
  nullable    = false

  validation {
    condition     = var.max_image_pixels >= 10000 && var.max_image_pixels <= 200000000 && floor(var.max_image_pixels) == var.max_image_pixels
    error_message = "Write max_image_pixels as a whole number from 10000 to 200000000."
  }
}

variable "architecture" {
  description = "Processor architecture of all functions: `arm64` (cheaper) or `x86_64`."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Write architecture as \"arm64\" or \"x86_64\"."
  }
}

variable "presigned_url_memory_mb" {
  description = "Memory of the presigned-URL function in MB. Lambda assigns CPU in proportion to it."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.presigned_url_memory_mb >= 128 && var.presigned_url_memory_mb <= 10240 && floor(var.presigned_url_memory_mb) == var.presigned_url_memory_mb
    error_message = "Write presigned_url_memory_mb as whole megabytes from 128 to 10240."
  }
}

variable "processing_memory_mb" {
  description = "Memory of the processing function in MB. Images that need more are rejected before they are decoded."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.processing_memory_mb >= 512 && var.processing_memory_mb <= 10240 && floor(var.processing_memory_mb) == var.processing_memory_mb
    error_message = "Write processing_memory_mb as whole megabytes from 512 to 10240: below 512, photographs of current phones may need more memory."
  }

  # As in lambdas/process_uploaded_file/decoder/memory.py: 95 MB for the processes, up to three copies of the upload, and
  # 273 MB to decode every usual image. With less, uploads would be accepted and then rejected.
  validation {
    condition     = var.processing_memory_mb >= 368 + ceil(3 * var.upload_max_bytes / 1048576)
    error_message = "Write processing_memory_mb as at least ${368 + ceil(3 * var.upload_max_bytes / 1048576)} for uploads of ${var.upload_max_bytes} bytes, or a smaller upload_max_bytes: the function holds up to three copies of an upload, and needs 368 MB more."
  }
}

variable "processing_timeout_seconds" {
  description = "Timeout of the processing function in seconds. Lambda retries the event after it."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.processing_timeout_seconds >= 30 && var.processing_timeout_seconds <= 900 && floor(var.processing_timeout_seconds) == var.processing_timeout_seconds
    error_message = "Write processing_timeout_seconds as whole seconds from 30 to 900: AWS calls and their retries take up to 30 seconds."
  }
}

variable "processing_reserved_concurrency" {
  description = "Reserved concurrency of the processing function. Null: only the account's limit applies."
  type        = number
  default     = null

  validation {
    condition     = var.processing_reserved_concurrency == null || try(var.processing_reserved_concurrency >= 1 && floor(var.processing_reserved_concurrency) == var.processing_reserved_concurrency, false)
    error_message = "Write processing_reserved_concurrency as a whole number from 1, or leave it out: 0 would stop all processing."
  }
}

variable "pillow_layer_zip" {
  description = "Path of a layer with all decoders that replaces the committed layers. Only for a local stack on a machine that is neither Linux x86_64 nor Linux arm64."
  type        = string
  default     = null

  validation {
    condition     = var.pillow_layer_zip == null || try(fileexists(var.pillow_layer_zip), false)
    error_message = "There is no file at pillow_layer_zip. Write the path of a file, or remove it to deploy the committed layers."
  }
}

variable "permissions_boundary" {
  description = "IAM policy that is the permissions boundary of all roles."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary.arn))
    error_message = "Write permissions_boundary as { arn = \"arn:aws:iam::ACCOUNT:policy/NAME\" }."
  }
}

# --- Encryption -------------------------------------------------------------------------------------

variable "kms_key" {
  description = "Customer managed KMS key for bucket, table, dead-letter queue and log groups, instead of AWS's keys. Its policy must allow CloudWatch Logs, SNS (with BucketAV), and EventBridge (with `pending_uploads` or GuardDuty): see examples/complete."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key.arn))
    error_message = "Write kms_key as { arn = \"arn:aws:kms:REGION:ACCOUNT:key/ID\" }: a key, not an alias."
  }

  validation {
    condition     = var.kms_key == null || try(split(":", var.kms_key.arn)[3], "") == var.region
    error_message = "Use a kms_key in region ${var.region}: bucket, table, queue and logs can use only keys of their own region."
  }
}

# --- API, WAF and DNS -------------------------------------------------------------------------------

variable "throttling" {
  description = "Throttling of the API's stage: `rate_limit` in requests per second, and `burst_limit` in requests at once."
  type = object({
    rate_limit  = optional(number, 50)
    burst_limit = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttling.rate_limit > 0 && var.throttling.rate_limit <= 10000 && var.throttling.burst_limit >= 1 && var.throttling.burst_limit <= 5000 && floor(var.throttling.burst_limit) == var.throttling.burst_limit
    error_message = "Write throttling.rate_limit above 0, up to 10000 a second, and throttling.burst_limit as a whole number from 1 to 5000."
  }
}

variable "upload_events" {
  description = "Send an event for each upload's verdict to EventBridge, so that no application needs to poll the table. `{}` uses the account's default bus, `{ bus = { arn = ... } }` another one. The source is `image-uploader`, the detail-type `Upload Finished`. The detail contains user ids and file keys, which are personal data."
  type = object({
    bus = optional(object({ arn = string }))
  })
  default = null

  validation {
    condition     = try(var.upload_events.bus, null) == null || can(regex("^arn:[^:]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9/_.-]{1,256}$", try(var.upload_events.bus.arn, "")))
    error_message = "Write upload_events.bus.arn as the ARN of an event bus, for example arn:aws:events:eu-central-1:111122223333:event-bus/uploads."
  }
}

variable "upload_status" {
  description = "Add `GET /upload-status`, which returns the status of an upload. It has its own `throttling` in requests per second. With the web ACL, it has its own `rate_limit` in requests per address in five minutes; requests for upload URLs count too. Both are higher by default, because a backend polls for many users. With `thumbnail_url_seconds`, each thumbnail has a presigned URL that is valid for that time."
  type = object({
    throttling = optional(object({
      rate_limit  = optional(number, 100)
      burst_limit = optional(number, 200)
    }), {})
    rate_limit            = optional(number, 6000)
    thumbnail_url_seconds = optional(number, 0)
    memory_mb             = optional(number, 256)
  })
  default = null

  validation {
    condition     = var.upload_status == null || try(var.upload_status.throttling.rate_limit > 0 && var.upload_status.throttling.rate_limit <= 10000 && var.upload_status.throttling.burst_limit >= 1 && var.upload_status.throttling.burst_limit <= 5000 && floor(var.upload_status.throttling.burst_limit) == var.upload_status.throttling.burst_limit, false)
    error_message = "Write upload_status.throttling.rate_limit above 0, up to 10000 a second, and upload_status.throttling.burst_limit as a whole number from 1 to 5000."
  }

  validation {
    condition     = var.upload_status == null || try(var.upload_status.rate_limit > var.waf.rate_limit && var.upload_status.rate_limit <= 2000000 && floor(var.upload_status.rate_limit) == var.upload_status.rate_limit, false)
    error_message = "Write upload_status.rate_limit as a whole number of requests in five minutes, above waf.rate_limit (${var.waf.rate_limit}) and up to 2000000: it counts uploads and polls together."
  }

  validation {
    condition     = var.upload_status == null || try(var.upload_status.thumbnail_url_seconds >= 0 && var.upload_status.thumbnail_url_seconds <= 3600 && floor(var.upload_status.thumbnail_url_seconds) == var.upload_status.thumbnail_url_seconds, false)
    error_message = "Write upload_status.thumbnail_url_seconds as a whole number from 1 to 3600, or 0 for no URLs: the function's credentials may expire before a longer URL does."
  }

  validation {
    condition     = var.upload_status == null || try(var.upload_status.memory_mb >= 128 && var.upload_status.memory_mb <= 10240 && floor(var.upload_status.memory_mb) == var.upload_status.memory_mb, false)
    error_message = "Write upload_status.memory_mb as a whole number from 128 to 10240."
  }
}

variable "disable_execute_api_endpoint" {
  description = "Serve the API only on the custom domain. `api_gateway_invoke_url` then returns 403."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.disable_execute_api_endpoint || var.api_image_upload_domain_name != null
    error_message = "Write api_image_upload_domain_name, or set disable_execute_api_endpoint = false: otherwise the API has no URL."
  }
}

variable "enable_access_logs" {
  description = "Write the API's access and error logs to CloudWatch. This needs API Gateway's CloudWatch role in the account and region: see `create_api_gateway_account_role`."
  type        = bool
  default     = true
  nullable    = false
}

variable "enable_method_metrics" {
  description = "Add CloudWatch metrics for each method of the API. The alarms use only those of the stage. AWS charges for each metric."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_metrics" {
  description = "Functions write CloudWatch metrics into their logs: URLs issued and refused, verdicts and reasons, the time from upload to verdict, time and memory of thumbnails, cold starts. AWS charges for each metric that has data."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_dashboard" {
  description = "Create a CloudWatch dashboard of the whole flow, with alarms at the top and links to the logs. With `enable_metrics`, it has more charts."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_saved_queries" {
  description = "Create saved queries for Logs Insights: one upload, refusals by reason, slowest thumbnails, rejections by reason, dead letters."
  type        = bool
  default     = false
  nullable    = false
}

variable "create_api_gateway_account_role" {
  description = "Create API Gateway's CloudWatch role for the whole account and region. Set it in at most one instance. If possible, create the role where the account is set up instead."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_waf" {
  description = "Create the web ACL and associate it with the API's stage. Set it to false only for an emulator without WAF."
  type        = bool
  default     = true
  nullable    = false
}

variable "waf" {
  description = "The web ACL. `rate_limit` is in requests per address in five minutes. AWS charges for `bot_control`. `logging` writes requests to a log group, without the auth header. For a first week of observation, rules can count instead of block, by name (`count_rules`) or by managed group (`count_managed_rules`). By default, the rules of Bot Control that match normal API clients only count. A `bot-control` entry in `count_managed_rules` replaces that list. `trusted_backends` are IPv4 ranges of your own servers. They have another `rate_limit`, because they call for many users."
  type = object({
    rate_limit          = optional(number, 1000)
    bot_control         = optional(bool, false)
    logging             = optional(bool, true)
    count_rules         = optional(set(string), [])
    count_managed_rules = optional(map(set(string)), {})
    trusted_backends = optional(object({
      addresses  = set(string)
      rate_limit = optional(number, 20000)
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.waf.rate_limit >= 10 && var.waf.rate_limit <= 2000000 && floor(var.waf.rate_limit) == var.waf.rate_limit
    error_message = "Write waf.rate_limit as a whole number of requests in five minutes, from 10 to 2000000."
  }

  validation {
    condition     = length(setsubtract(var.waf.count_rules, ["ip-reputation", "common", "known-bad-inputs", "sql-injection", "auth-header", "rate-limit", "bot-control"])) == 0
    error_message = "Use only ip-reputation, common, known-bad-inputs, sql-injection, auth-header, rate-limit and bot-control in waf.count_rules."
  }

  validation {
    condition     = length(setsubtract(keys(var.waf.count_managed_rules), ["ip-reputation", "common", "known-bad-inputs", "sql-injection", "bot-control"])) == 0
    error_message = "Use only ip-reputation, common, known-bad-inputs, sql-injection and bot-control as keys of waf.count_managed_rules, for example { common = [\"NoUserAgent_HEADER\"] }."
  }

  validation {
    condition     = var.waf.trusted_backends == null || try(length(var.waf.trusted_backends.addresses) > 0 && alltrue([for range in var.waf.trusted_backends.addresses : can(cidrnetmask(range)) && tonumber(split("/", range)[1]) >= 24]), false)
    error_message = "Write waf.trusted_backends.addresses as IPv4 ranges of 256 addresses or fewer, for example [\"203.0.113.7/32\"]."
  }

  validation {
    condition     = var.waf.trusted_backends == null || try(var.waf.trusted_backends.rate_limit >= 10 && var.waf.trusted_backends.rate_limit <= 100000 && floor(var.waf.trusted_backends.rate_limit) == var.waf.trusted_backends.rate_limit, false)
    error_message = "Write waf.trusted_backends.rate_limit as a whole number of requests in five minutes, up to 100000."
  }
}

variable "route53_zone" {
  description = "Hosted zone for the DNS record of `api_image_upload_domain_name`. Without it, create a record for the output `dns_target`."
  type        = object({ id = string })
  default     = null

  validation {
    condition     = var.route53_zone == null || var.api_image_upload_domain_name != null
    error_message = "Write api_image_upload_domain_name, or remove route53_zone: there is no name for the record."
  }

  validation {
    condition     = var.route53_zone == null || can(regex("^[A-Z0-9]{1,32}$", var.route53_zone.id))
    error_message = "Write route53_zone as { id = \"Z0123456789ABC\" }, the id of the hosted zone."
  }
}

# --- Metadata and monitoring ------------------------------------------------------------------------

variable "table_deletion_protection" {
  description = "Protect the metadata table from deletion. To destroy it, set this to false and apply first."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which log groups keep events."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "Write log_retention_days as one of CloudWatch's periods: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "alarm_topics" {
  description = "SNS topics for alarms: `[{ arn = aws_sns_topic.alarms.arn }]`. A topic receives the alarms of its `severities` (`page`: act at once; `ticket`: it can wait), and with `ok_messages` also the return to OK. Without a topic, alarms send no notification."
  type = list(object({
    arn         = string
    severities  = optional(set(string), ["page", "ticket"])
    ok_messages = optional(bool, true)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for topic in var.alarm_topics : length(topic.severities) > 0 && length(setsubtract(topic.severities, ["page", "ticket"])) == 0])
    error_message = "Write severities in alarm_topics as \"page\", \"ticket\" or both."
  }

  validation {
    condition     = alltrue([for topic in var.alarm_topics : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", topic.arn))])
    error_message = "Write each of alarm_topics as { arn = \"arn:aws:sns:REGION:ACCOUNT:NAME\" }."
  }

  validation {
    condition     = alltrue([for topic in var.alarm_topics : try(split(":", topic.arn)[3], "") == var.region])
    error_message = "Use alarm_topics in region ${var.region}: alarms can notify only topics of their own region."
  }
}

variable "alarm_thresholds" {
  description = "Thresholds by alarm name, in place of the module's defaults: `{ waf-blocked = 1000, api-4xx = 0.5 }`."
  type        = map(number)
  default     = {}
  nullable    = false

  # The threshold of dead-letters is always one message, because each message is an upload without a result.
  validation {
    condition     = length(setsubtract(keys(var.alarm_thresholds), ["dead-letters-waiting", "presigned-url-errors", "presigned-url-throttles", "processing-errors", "processing-throttles", "api-5xx", "api-4xx", "waf-blocked"])) == 0
    error_message = "Use only dead-letters-waiting, presigned-url-errors, presigned-url-throttles, processing-errors, processing-throttles, api-5xx, api-4xx and waf-blocked as keys of alarm_thresholds: the other alarms mean uploads without a result."
  }

  validation {
    condition     = alltrue([for threshold in values(var.alarm_thresholds) : threshold > 0])
    error_message = "Write alarm_thresholds above 0."
  }
}

variable "tags" {
  description = "Tags of all resources that support tags."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "Choose other keys in tags: AWS reserves the prefix aws:."
  }
}
