output "api_url" {
  description = "What clients ask for an upload URL."
  value       = module.image_uploader.api_url
}

output "auth_secret_name" {
  description = "The secret to fill."
  value       = module.image_uploader.auth_secret_name
}

output "files_url" {
  description = "Where files are: a file's or a thumbnail's key comes after it, then the signature."
  value       = "https://${local.files_host}"
}

output "distribution_id" {
  description = "Where to invalidate a path, to take a picture down at once."
  value       = aws_cloudfront_distribution.files.id
}

output "url_signing_key_ids" {
  description = "Key-Pair-Id to sign with, by the name of the key."
  value       = { for name, key in aws_cloudfront_public_key.signers : name => key.id }
}

output "kms_key_arn" {
  description = "The key, which BucketAV's role must be allowed to use for decryption."
  value       = aws_kms_key.uploads.arn
}

output "package_sha256" {
  description = "Which packages are deployed: a plan shows when a new release changes one."
  value       = module.image_uploader.package_sha256
}
