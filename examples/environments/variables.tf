variable "region" {
  description = "AWS region of this environment."
  type        = string
}

variable "environment" {
  description = "Name of the environment. All names begin with it."
  type        = string
}

variable "api_image_upload_domain_name" {
  description = "Custom domain of the upload API."
  type        = string
}

variable "backend_certificate_arn" {
  description = "ARN of the ACM certificate of that domain, in the same region."
  type        = string
}

variable "uploads_bucket_name" {
  description = "Name of the bucket, without the environment."
  type        = string
}

variable "enable_transfer_acceleration" {
  description = "Use S3 Transfer Acceleration for uploads."
  type        = bool
  default     = false
}

variable "lambda_upload_presigned_url_expiration_time_s" {
  description = "Lifetime of an upload URL in seconds."
  type        = number
  default     = 300
}

variable "bucketav" {
  description = "BucketAV's findings topic and scan queue. Without it, the environment processes files without a scan."
  type        = object({ findings_topic_name = string, scan_queue_arn = string })
  default     = null
}

variable "cors_allowed_origins" {
  description = "Origins of the web pages that may upload, as scheme and host."
  type        = list(string)
  default     = []
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms notify."
  type        = list(string)
  default     = []
}

variable "disposable" {
  description = "Whether `terraform destroy` may delete files and items."
  type        = bool
  default     = false
}
