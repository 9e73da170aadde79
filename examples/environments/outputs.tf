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
