from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import MANAGED_GROUPS, group_of, rules


class WebAclGroups(UploaderPolicy):
    ID = "CKV2_IMG_26"
    NAME = (
        "The web ACL uses AWS's rule groups for IP reputation, common attacks, bad inputs and SQL injection"
    )
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    CONTROLS = ("FSBP WAF.10",)
    GUIDELINE = (
        "Keep the rules with AWSManagedRulesAmazonIpReputationList, AWSManagedRulesCommonRuleSet (which "
        "blocks bad bots by user agent), AWSManagedRulesKnownBadInputsRuleSet and "
        "AWSManagedRulesSQLiRuleSet."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        present = {group_of(rule) for rule in rules(resource)}
        for group in MANAGED_GROUPS:
            if group not in present:
                yield f"No rule uses {group}."


check = WebAclGroups()
