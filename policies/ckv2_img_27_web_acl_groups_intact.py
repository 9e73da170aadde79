from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import MANAGED_GROUPS, group_of, rules


class WebAclGroupsIntact(UploaderPolicy):
    ID = "CKV2_IMG_27"
    NAME = "The web ACL does not weaken AWS's managed rule groups"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "A rule group does not protect if it only counts, excludes rules, has a scope-down statement or "
        "stays at an old version. If its rules allow, requests skip all later rules. Use waf.count_rules and "
        "waf.count_managed_rules for a week of observation, then empty them. Other groups, such as Bot "
        "Control, may count."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        for rule in rules(resource):
            statement = rule.block("statement", "managed_rule_group_statement")
            for override in statement.blocks("rule_action_override"):
                if override.block("action_to_use").has_block("allow"):
                    name = f"{statement.text('name')} ({override.text('name')})"
                    yield f"{name} allows, which skips later rules."
            group = group_of(rule)
            if group not in MANAGED_GROUPS:
                continue
            override = rule.block("override_action")
            if override.has_block("count") or not override.has_block("none"):
                yield f"{group} only counts."
            for weakness in ("excluded_rule", "rule_action_override", "scope_down_statement"):
                if statement.has_block(weakness):
                    yield f"{group} has {weakness}."
            if statement.text("version"):
                yield f"{group} stays at version {statement.text('version')}."


check = WebAclGroupsIntact()
