variable "region" {
  description = "AWS region of everything."
  type        = string
}

variable "environment" {
  description = "Name of the environment, the first part of every name."
  type        = string
}

variable "api_image_upload_domain_name" {
  description = "Host name of the upload API. Without one, clients use the stage's own URL."
  type        = string
  default     = null
}

variable "backend_certificate_arn" {
  description = "ACM certificate of that host name, in the same region."
  type        = string
  default     = null
}

variable "uploads_bucket_name" {
  description = "Name of the bucket, without the environment."
  type        = string
}

variable "create_api_gateway_account_role" {
  description = "Whether this root makes API Gateway's CloudWatch role, of which an account has one per region. Leave it false if yours has one."
  type        = bool
  default     = false
}
