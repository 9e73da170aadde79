variable "region" {
  description = "AWS region of all resources."
  type        = string
}

variable "environment" {
  description = "Name of the environment. All names begin with it."
  type        = string
}

variable "api_image_upload_domain_name" {
  description = "Custom domain of the upload API. Without one, clients use the stage's own URL."
  type        = string
  default     = null
}

variable "backend_certificate_arn" {
  description = "ARN of the ACM certificate of that domain, in the same region."
  type        = string
  default     = null
}

variable "uploads_bucket_name" {
  description = "Name of the bucket, without the environment."
  type        = string
}

variable "create_api_gateway_account_role" {
  description = "Create API Gateway's CloudWatch role. An account needs one per region: leave it false if the role exists."
  type        = bool
  default     = false
}
