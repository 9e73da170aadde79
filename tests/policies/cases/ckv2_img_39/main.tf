module "api" {
  source = "../api"
}
