variable "region" {
  description = "AWS region of all resources."
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

variable "bucketav_sns_findings_topic_name" {
  description = "Name of BucketAV's findings topic."
  type        = string
}

variable "bucketav_scan_queue_arn" {
  description = "ARN of BucketAV's scan queue."
  type        = string
}

variable "cors_allowed_origins" {
  description = "Origins of the web pages that may upload, as scheme and host."
  type        = list(string)
  default     = []
}

variable "create_api_gateway_account_role" {
  description = "Create API Gateway's CloudWatch role. An account needs one per region: leave it false if the role exists."
  type        = bool
  default     = false
}
