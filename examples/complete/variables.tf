variable "region" {
  description = "AWS region of all resources except CloudFront's certificate."
  type        = string
}

variable "environment" {
  description = "Name of the environment. All names begin with it."
  type        = string
}

variable "domain_name" {
  description = "Domain of the host names: the API is at uploads.DOMAIN, the files are at files.DOMAIN, and the web page is at app.DOMAIN."
  type        = string
}

variable "route53_zone_id" {
  description = "Id of that domain's public hosted zone."
  type        = string
}

variable "uploads_bucket_name" {
  description = "Name of the bucket, without the environment. At most 58 characters with the environment: the access logs' bucket ends in -logs."
  type        = string
}

variable "bucketav_sns_findings_topic_name" {
  description = "Name of BucketAV's findings topic."
  type        = string
}

variable "bucketav_scan_queue_arn" {
  description = "ARN of BucketAV's scan queue."
  type        = string
}

variable "url_signing_public_keys" {
  description = "Public keys in PEM that verify signed URLs of files, by a name of your choice."
  type        = map(string)

  validation {
    condition     = length(var.url_signing_public_keys) > 0 && alltrue([for key in values(var.url_signing_public_keys) : startswith(trimspace(key), "-----BEGIN PUBLIC KEY-----")])
    error_message = "Write at least one key in url_signing_public_keys, in PEM that begins with -----BEGIN PUBLIC KEY-----."
  }
}

variable "alarm_email" {
  description = "E-mail address that alarms notify."
  type        = string
}

variable "webhook" {
  description = "Webhook that receives each verdict by HTTPS: its URL, and the ARN of an EventBridge connection with its secret. Null for none."
  type = object({
    url            = string
    connection_arn = string
  })
  default = null
}

variable "backend_addresses" {
  description = "IPv4 ranges from which your own servers call the API. The default is a documentation range."
  type        = set(string)
  default     = ["203.0.113.7/32"]
}

variable "create_api_gateway_account_role" {
  description = "Create API Gateway's CloudWatch role. An account needs one per region: leave it false if the role exists."
  type        = bool
  default     = false
}
