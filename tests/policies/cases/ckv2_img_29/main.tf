resource "aws_wafv2_ip_set" "trusted" {
  name               = "trusted"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["203.0.113.7/32"]
}
