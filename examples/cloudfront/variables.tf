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

variable "files_domain" {
  description = "Host name of the files and its ACM certificate, which must be in us-east-1 for CloudFront. Without it, the distribution uses its name under cloudfront.net."
  type        = object({ name = string, certificate_arn = string })
  default     = null

  validation {
    condition     = var.files_domain == null || can(regex("^arn:aws:acm:us-east-1:", var.files_domain.certificate_arn))
    error_message = "Use a files_domain.certificate_arn in us-east-1: CloudFront accepts no certificate of another region."
  }
}
