variable "region" {
  type = string
}

variable "environment" {
  type = string
}

variable "api_image_upload_domain_name" {
  type = string
}

variable "backend_certificate_arn" {
  type = string
}

variable "uploads_bucket_name" {
  type = string
}

variable "enable_transfer_acceleration" {
  type = bool
}

variable "lambda_upload_presigned_url_expiration_time_s" {
  type = number
}

variable "use_bucketav" {
  type = bool
}

variable "bucketav_sns_findings_topic_name" {
  type = string
}
