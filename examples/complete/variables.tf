variable "region" {
  description = "AWS region of everything but CloudFront's certificate."
  type        = string
}

variable "environment" {
  description = "Name of the environment, the first part of every name."
  type        = string
}

variable "domain_name" {
  description = "Domain in whose zone the host names are made: the API is uploads.DOMAIN, the files are at files.DOMAIN, and the page that uploads is at app.DOMAIN."
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
  description = "Public keys, in PEM, of those who may sign URLs of files, by a name of your choice."
  type        = map(string)

  validation {
    condition     = length(var.url_signing_public_keys) > 0 && alltrue([for key in values(var.url_signing_public_keys) : startswith(trimspace(key), "-----BEGIN PUBLIC KEY-----")])
    error_message = "Give at least one of url_signing_public_keys, each a PEM that begins with -----BEGIN PUBLIC KEY-----."
  }
}

variable "alarm_email" {
  description = "Who is told when an alarm changes."
  type        = string
}

variable "webhook" {
  description = "Who is told of each verdict by HTTPS, if anyone: the URL, and the ARN of an EventBridge connection that holds its secret."
  type = object({
    url            = string
    connection_arn = string
  })
  default = null
}

variable "backend_addresses" {
  description = "IPv4 ranges from which your own servers call the API; this default is nobody's."
  type        = set(string)
  default     = ["203.0.113.7/32"]
}

variable "create_api_gateway_account_role" {
  description = "Whether this root makes API Gateway's CloudWatch role, of which an account has one per region. Leave it false if yours has one."
  type        = bool
  default     = false
}
