output "api_url" {
  description = "What clients ask for an upload URL."
  value       = module.image_uploader.api_url
}

output "dns_target" {
  description = "Where to point the record of the API's host name; null without one."
  value       = module.image_uploader.dns_target
}

output "auth_secret_name" {
  description = "The secret to create in Secrets Manager."
  value       = module.image_uploader.auth_secret_name
}

output "uploads_bucket" {
  description = "The bucket with uploads and thumbnails."
  value       = module.image_uploader.uploads_bucket_id
}

output "metadata_table" {
  description = "The table with one item for each upload."
  value       = module.image_uploader.metadata_table_name
}

output "package_sha256" {
  description = "Which packages are deployed: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
