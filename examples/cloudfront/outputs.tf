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

output "files_domain_name" {
  description = "Host name of the distribution; the path is a file's or a thumbnail's key."
  value       = aws_cloudfront_distribution.files.domain_name
}

output "distribution_id" {
  description = "Where to invalidate a path, to take a picture down at once."
  value       = aws_cloudfront_distribution.files.id
}

output "url_signing_key_ids" {
  description = "Key-Pair-Id to sign with, by the name of the key."
  value       = { for name, key in aws_cloudfront_public_key.signers : name => key.id }
}

output "package_sha256" {
  description = "Which packages are deployed: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
