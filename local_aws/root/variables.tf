# local_aws/stack.py writes the values of these variables to a variables file.

variable "region" {
  description = "Region of the stack."
  type        = string
}

variable "domain_names" {
  description = "The API's own host name, by mode."
  type        = object({ plain = string, bucketav = string, guardduty = string })
}

variable "auth_secret_names" {
  description = "Names of the secrets, by mode. They exist before the apply. Plain mode uses the module's default name."
  type        = object({ bucketav = string, guardduty = string })
}

variable "auth_secret_cache_seconds" {
  description = "Seconds for which a function caches the secret."
  type        = number
}

variable "url_expiration_seconds" {
  description = "Seconds for which a presigned URL is valid."
  type        = number
}

variable "page_origins" {
  description = "Origins of the pages that this machine serves, in addition to those that tests use."
  type        = list(string)
}

variable "bucketav_package" {
  description = "Path of the zip file of BucketAV's stand-in."
  type        = string
}

variable "guardduty_package" {
  description = "Path of the zip file of GuardDuty's stand-in."
  type        = string
}

variable "overrides" {
  description = "Module inputs that differ from the defaults because of the engine: see local_aws/overrides.py."
  type = object({
    architecture       = string
    enable_waf         = bool
    enforce_write_once = bool
    pillow_layer_zip   = string
    send_upload_events = bool
    waf_logging        = bool
  })
}
