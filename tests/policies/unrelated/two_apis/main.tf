# A module of one's own that is called twice.
module "api" {
  source   = "./api"
  for_each = toset(["orders", "users"])
  name     = each.key
}
