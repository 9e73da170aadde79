variable "region" {
  description = "AWS region of this environment."
  type        = string
}

variable "environment" {
  description = "Name of the environment, the first part of every name."
  type        = string
}

variable "api_image_upload_domain_name" {
  description = "Host name of the upload API."
  type        = string
}

variable "backend_certificate_arn" {
  description = "ACM certificate of that host name, in the same region."
  type        = string
}

variable "uploads_bucket_name" {
  description = "Name of the bucket, without the environment."
  type        = string
}

variable "enable_transfer_acceleration" {
  description = "Upload through S3 Transfer Acceleration."
  type        = bool
  default     = false
}

variable "lambda_upload_presigned_url_expiration_time_s" {
  description = "Seconds for which an upload URL can be used."
  type        = number
  default     = 300
}

variable "bucketav" {
  description = "BucketAV's findings topic and scan queue. An environment without it processes files that were not scanned."
  type        = object({ findings_topic_name = string, scan_queue_arn = string })
  default     = null
}

variable "cors_allowed_origins" {
  description = "Web pages that may upload, as scheme and host."
  type        = list(string)
  default     = []
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms notify."
  type        = list(string)
  default     = []
}

variable "disposable" {
  description = "Whether `terraform destroy` may take files and items with it."
  type        = bool
  default     = false
}
