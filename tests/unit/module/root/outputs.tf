# What a consumer sees of each.

output "consumer" {
  value = module.consumer
}

output "plain" {
  value = module.plain
}

output "everything" {
  value = module.everything
}

output "options" {
  value = module.options
}

output "guardduty" {
  value = module.guardduty
}
