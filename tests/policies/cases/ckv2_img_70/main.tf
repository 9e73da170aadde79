resource "aws_wafv2_ip_set" "pass" {
  name               = "pass"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["203.0.113.7/32", "198.51.100.0/24"]
}

resource "aws_wafv2_ip_set" "fail_everyone" {
  name               = "fail-everyone"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["0.0.0.0/1", "128.0.0.0/1"]
}

resource "aws_wafv2_ip_set" "fail_wide" {
  name               = "fail-wide"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["198.51.100.0/23"]
}

resource "aws_wafv2_ip_set" "quiet" {
  name               = "quiet"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["10.0.0.0/8"]
}
