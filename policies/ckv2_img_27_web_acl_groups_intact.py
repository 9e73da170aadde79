from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import MANAGED_GROUPS, group_of, rules


class WebAclGroupsIntact(UploaderPolicy):
    ID = "CKV2_IMG_27"
    NAME = "The web ACL's managed groups act as AWS made them"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "A group that only counts, skips some of its rules, sees some requests only or stays at "
        "an old version protects in name alone, and one whose rules allow leads past the others. Use "
        "waf.count_rules and waf.count_managed_rules for a week of watching, then empty them; what a "
        "further group such as Bot Control counts is your choice."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        for rule in rules(resource):
            statement = rule.block("statement", "managed_rule_group_statement")
            for override in statement.blocks("rule_action_override"):
                if override.block("action_to_use").has_block("allow"):
                    yield f"{statement.text('name')} allows by {override.text('name')}, past all later rules."
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
