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

output "files_domain_name" {
  description = "Host name of the distribution. Append the key of a file or a thumbnail."
  value       = aws_cloudfront_distribution.files.domain_name
}

output "distribution_id" {
  description = "Id of the distribution, to invalidate the paths of a deleted picture."
  value       = aws_cloudfront_distribution.files.id
}

output "url_signing_key_ids" {
  description = "Key-Pair-Id of each signing key, by its name."
  value       = { for name, key in aws_cloudfront_public_key.signers : name => key.id }
}

output "package_sha256" {
  description = "SHA-256 of each deployed package: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
