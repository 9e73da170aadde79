output "api_url" {
  description = "What clients ask for an upload URL."
  value       = module.image_uploader.api_url
}

output "dns_target" {
  description = "Where to point the record of the API's host name."
  value       = module.image_uploader.dns_target
}

output "auth_secret_name" {
  description = "The secret to create in Secrets Manager."
  value       = module.image_uploader.auth_secret_name
}
