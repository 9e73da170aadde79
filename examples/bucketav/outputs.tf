output "api_url" {
  description = "URL from which clients request an upload URL."
  value       = module.image_uploader.api_url
}

output "dns_target" {
  description = "Target of the DNS record for the API's custom domain."
  value       = module.image_uploader.dns_target
}

output "auth_secret_name" {
  description = "Name of the secret to create in Secrets Manager."
  value       = module.image_uploader.auth_secret_name
}

output "uploads_bucket" {
  description = "Name of the bucket with uploads and thumbnails."
  value       = module.image_uploader.uploads_bucket_id
}

output "metadata_table" {
  description = "Name of the table with one item for each upload."
  value       = module.image_uploader.metadata_table_name
}

output "processing_dlq_url" {
  description = "URL of the dead-letter queue: uploads that could not be processed."
  value       = module.image_uploader.processing_dlq_url
}

output "package_sha256" {
  description = "SHA-256 of each deployed package: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
