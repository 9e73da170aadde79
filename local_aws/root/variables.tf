# Written by local_aws/stack.py into a variables file; no person writes these.

variable "region" {
  description = "Region of the stack."
  type        = string
}

variable "domain_names" {
  description = "The API's own host name, by mode."
  type        = object({ plain = string, bucketav = string, guardduty = string })
}

variable "auth_secret_names" {
  description = "Names of the secrets, by mode, which exist before the apply. In plain mode it is the module's default name."
  type        = object({ bucketav = string, guardduty = string })
}

variable "auth_secret_cache_seconds" {
  description = "Seconds for which a function trusts its last reading of the secret."
  type        = number
}

variable "url_expiration_seconds" {
  description = "Seconds for which a presigned URL can be used."
  type        = number
}

variable "page_origins" {
  description = "Origins of the pages that this machine serves, beside those that tests name."
  type        = list(string)
}

variable "bucketav_package" {
  description = "Path of BucketAV's stand-in's zip."
  type        = string
}

variable "guardduty_package" {
  description = "Path of GuardDuty's stand-in's zip."
  type        = string
}

variable "overrides" {
  description = "What differs from the module's defaults because of the engine: see local_aws/overrides.py."
  type = object({
    architecture       = string
    enable_waf         = bool
    enforce_write_once = bool
    pillow_layer_zip   = string
    send_upload_events = bool
    waf_logging        = bool
  })
}
