output "api_url" {
  description = "URL from which clients request an upload URL."
  value       = module.image_uploader.api_url
}

output "auth_secret_name" {
  description = "Name of the secret to which you write the value."
  value       = module.image_uploader.auth_secret_name
}

output "files_url" {
  description = "Base URL of the files. Append the key of a file or a thumbnail, then the signature."
  value       = "https://${local.files_host}"
}

output "distribution_id" {
  description = "Id of the distribution, to invalidate the paths of a deleted picture."
  value       = aws_cloudfront_distribution.files.id
}

output "url_signing_key_ids" {
  description = "Key-Pair-Id of each signing key, by its name."
  value       = { for name, key in aws_cloudfront_public_key.signers : name => key.id }
}

output "kms_key_arn" {
  description = "ARN of the key. BucketAV's role needs kms:Decrypt on it."
  value       = aws_kms_key.uploads.arn
}

output "package_sha256" {
  description = "SHA-256 of each deployed package: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
