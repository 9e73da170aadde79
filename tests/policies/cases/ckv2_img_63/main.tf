module "uploader" {
  source = "../uploader"
}
