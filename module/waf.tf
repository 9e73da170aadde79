# The web ACL of the API. WAF evaluates rules in the order of `priority`; Terraform stores them as a set.

locals {
  waf_managed_groups = merge(
    {
      ip-reputation    = { priority = 0, group = "AWSManagedRulesAmazonIpReputationList" }
      common           = { priority = 1, group = "AWSManagedRulesCommonRuleSet" } # also blocks bad bots by user agent
      known-bad-inputs = { priority = 2, group = "AWSManagedRulesKnownBadInputsRuleSet" }
      sql-injection    = { priority = 3, group = "AWSManagedRulesSQLiRuleSet" }
    },
    # Last, because AWS charges for every request that Bot Control inspects.
    var.waf.bot_control ? { bot-control = { priority = length(local.waf_rate_limits) > 1 ? 8 : 6, group = "AWSManagedRulesBotControlRuleSet" } } : {}
  )

  # Each rule counts all requests of an address, except those that have a higher limit.
  waf_rate_limits = merge(
    { rate-limit = { priority = 5, limit = var.waf.rate_limit, but = concat(var.upload_status[*] == [] ? [] : ["status"], local.trusted) } },
    { for key, status in { status-rate-limit = var.upload_status } : key => { priority = 6, limit = status.rate_limit, but = local.trusted } if status != null },
    { for key, backends in { trusted-rate-limit = var.waf.trusted_backends } : key => { priority = 7, limit = backends.rate_limit, but = [] } if backends != null },
  )
  trusted = var.waf.trusted_backends == null ? [] : ["trusted"]

  # Servers, scripts and apps call the API, and these rules of Bot Control match such callers, so they only count. They
  # match user agents of HTTP libraries, user agents that are no browser's, and addresses of data centres. The other
  # rules of Bot Control, for crawlers and automated browsers, block.
  waf_counted_rules = merge(
    { bot-control = ["CategoryHttpLibrary", "SignalNonBrowserUserAgent", "SignalKnownBotDataCenter"] },
    var.waf.count_managed_rules
  )
}

resource "aws_wafv2_web_acl" "this" {
  count = var.enable_waf ? 1 : 0

  name        = local.bucket_name
  description = "Protects the upload API of ${local.bucket_name}"
  scope       = "REGIONAL"
  tags        = var.tags

  default_action {
    allow {}
  }

  # Applies to samples, the log and Security Lake. The query string contains user ids and file names, which the API's
  # access log omits too. The matching rule and its labels are kept.
  data_protection_config {
    data_protection {
      action = "SUBSTITUTION"

      field {
        field_type = "SINGLE_HEADER"
        field_keys = [local.auth_header]
      }
    }

    data_protection {
      action = "SUBSTITUTION"

      field {
        field_type = "QUERY_STRING"
      }
    }
  }

  dynamic "rule" {
    for_each = local.waf_managed_groups
    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        dynamic "none" {
          for_each = contains(var.waf.count_rules, rule.key) ? [] : [true]
          content {}
        }
        dynamic "count" {
          for_each = contains(var.waf.count_rules, rule.key) ? [true] : []
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value.group

          dynamic "rule_action_override" {
            for_each = lookup(local.waf_counted_rules, rule.key, [])
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }

          dynamic "managed_rule_group_configs" {
            for_each = rule.key == "bot-control" ? [true] : []
            content {
              aws_managed_rules_bot_control_rule_set {
                inspection_level        = "COMMON"
                enable_machine_learning = false # for TARGETED only: for COMMON AWS returns no value, and the provider's default true would show a change in every plan
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.bucket_name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  # Blocks requests without the auth header, except a browser's preflight, which cannot send it.
  rule {
    name     = "auth-header"
    priority = 4

    action {
      dynamic "block" {
        for_each = contains(var.waf.count_rules, "auth-header") ? [] : [true]
        content {}
      }
      dynamic "count" {
        for_each = contains(var.waf.count_rules, "auth-header") ? [true] : []
        content {}
      }
    }

    statement {
      and_statement {
        statement {
          not_statement {
            statement {
              size_constraint_statement {
                comparison_operator = "GT"
                size                = 0

                field_to_match {
                  single_header {
                    name = local.auth_header
                  }
                }

                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }

        statement {
          not_statement {
            statement {
              byte_match_statement {
                positional_constraint = "EXACTLY"
                search_string         = "OPTIONS"

                field_to_match {
                  method {}
                }

                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.bucket_name}-auth-header"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.waf_rate_limits
    content {
      name     = rule.key
      priority = rule.value.priority

      action {
        dynamic "block" {
          for_each = contains(var.waf.count_rules, "rate-limit") ? [] : [true]
          content {}
        }
        dynamic "count" {
          for_each = contains(var.waf.count_rules, "rate-limit") ? [true] : []
          content {}
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          limit                 = rule.value.limit
          evaluation_window_sec = 300

          dynamic "scope_down_statement" {
            for_each = length(rule.value.but) > 0 ? [rule.value.but] : []
            content {
              not_statement {
                statement {
                  dynamic "byte_match_statement" {
                    for_each = join(" ", rule.value.but) == "status" ? [true] : []
                    content {
                      positional_constraint = "ENDS_WITH"
                      search_string         = "/${local.status_path}"

                      field_to_match {
                        uri_path {}
                      }

                      text_transformation {
                        priority = 0
                        type     = "NONE"
                      }
                    }
                  }

                  dynamic "ip_set_reference_statement" {
                    for_each = join(" ", rule.value.but) == "trusted" ? [true] : []
                    content {
                      arn = aws_wafv2_ip_set.trusted[0].arn
                    }
                  }

                  dynamic "or_statement" {
                    for_each = length(rule.value.but) == 2 ? [true] : []
                    content {
                      statement {
                        byte_match_statement {
                          positional_constraint = "ENDS_WITH"
                          search_string         = "/${local.status_path}"

                          field_to_match {
                            uri_path {}
                          }

                          text_transformation {
                            priority = 0
                            type     = "NONE"
                          }
                        }
                      }

                      statement {
                        ip_set_reference_statement {
                          arn = aws_wafv2_ip_set.trusted[0].arn
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.bucket_name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = local.bucket_name
    sampled_requests_enabled   = true
  }
}

# Clients reach a regional REST API by IPv4 only.
resource "aws_wafv2_ip_set" "trusted" {
  count = var.enable_waf && var.waf.trusted_backends != null ? 1 : 0

  name               = "${local.bucket_name}-trusted"
  description        = "Backends that call the API of ${local.bucket_name} for many users"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = var.waf.trusted_backends.addresses
  tags               = var.tags
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.enable_waf ? 1 : 0

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this[0].arn
}

resource "aws_cloudwatch_log_group" "waf" {
  count = var.enable_waf && var.waf.logging ? 1 : 0

  name              = local.log_group_names.waf
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = var.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count = var.enable_waf && var.waf.logging ? 1 : 0

  resource_arn            = aws_wafv2_web_acl.this[0].arn
  log_destination_configs = [local.log_group_arns.waf]

  redacted_fields {
    single_header {
      name = local.auth_header
    }
  }

  depends_on = [aws_cloudwatch_log_group.waf]
}
