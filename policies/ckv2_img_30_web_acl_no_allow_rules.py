from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.web_acl import rules

GROUP = "rule_group_reference_statement"


class WebAclNoAllowRules(UploaderPolicy):
    ID = "CKV2_IMG_30"
    NAME = "No rule of the web ACL allows requests, which would skip the later rules"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "A rule that allows ends the evaluation: later rules do not see the request. Rules, and those of "
        "your own rule groups, must block or count. To exempt requests, add a condition to the rule that "
        "blocks them."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        asked = [rule for rule in rules(resource) if rule.block("statement").has_block(GROUP)]
        groups = uploader.targets(resource, f"rule.statement.{GROUP}.arn") if asked else []
        if len(groups) < len({rule.block("statement", GROUP).raw("arn") for rule in asked}):
            yield "A rule uses a rule group that is not in this configuration: it cannot be checked."
        for rule in asked:
            for override in rule.block("statement", GROUP).blocks("rule_action_override"):
                if override.block("action_to_use").has_block("allow"):
                    yield f"{rule.text('name')} allows ({override.text('name')}), which skips later rules."
        for rule in [*rules(resource), *(inner for group in groups for inner in rules(group))]:
            if rule.block("action").has_block("allow"):
                yield f"The rule {rule.text('name')} allows, which skips later rules."


check = WebAclNoAllowRules()
