"""The web ACL and each of its rules can be watched."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import rules


class WebAclVisible(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_31"
    NAME = "The web ACL and each of its rules can be watched"
    SEVERITY = "LOW"
    CATEGORY = "LOGGING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "logs"
    CONTROLS = ("FSBP WAF.12",)
    GUIDELINE = (
        "An attack, or a rule that blocks your own users, shows in metrics and samples first. "
        "Keep cloudwatch_metrics_enabled and sampled_requests_enabled true in every "
        "visibility_config."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for block in (resource, *rules(resource)):
            visibility = block.block("visibility_config")
            for switch in ("cloudwatch_metrics_enabled", "sampled_requests_enabled"):
                if not visibility.flag(switch):
                    yield f"{block.text('name')} has {switch} off."


check = WebAclVisible()
