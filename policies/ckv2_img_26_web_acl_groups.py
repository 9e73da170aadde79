from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import MANAGED_GROUPS, group_of, rules


class WebAclGroups(UploaderPolicy):
    ID = "CKV2_IMG_26"
    NAME = "The web ACL asks AWS about address, request, known attacks and SQL injection"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    CONTROLS = ("FSBP WAF.10",)
    GUIDELINE = (
        "Keep the rules with AWSManagedRulesAmazonIpReputationList, AWSManagedRulesCommonRuleSet "
        "(bad bots by user agent among it), AWSManagedRulesKnownBadInputsRuleSet and "
        "AWSManagedRulesSQLiRuleSet."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        present = {group_of(rule) for rule in rules(resource)}
        for group in MANAGED_GROUPS:
            if group not in present:
                yield f"No rule asks {group}."


check = WebAclGroups()
