"""No rule of the web ACL lets requests past the others."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import rules


class WebAclNoWayPast(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_30"
    NAME = "No rule of the web ACL lets requests past the others"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "A rule that allows ends the inspection: what it matches never meets the rules behind it. "
        "Let rules block or count; exempt somebody by a condition in the rule that blocks them."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for rule in rules(resource):
            if rule.block("action").has_block("allow"):
                yield f"The rule {rule.text('name')} allows, so that later rules are not asked."


check = WebAclNoWayPast()
