"""The web ACL and each of its rules have metrics and keep no samples."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import rules


class WebAclVisible(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_31"
    NAME = "The web ACL and each of its rules have metrics and keep no samples"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "logs"
    CONTROLS = ("FSBP WAF.12",)
    GUIDELINE = (
        "An attack, or a rule that blocks your own users, shows in metrics first. Sampled requests "
        "show the auth secret, which the log's redaction does not reach. Keep "
        "cloudwatch_metrics_enabled true and sampled_requests_enabled false in every "
        "visibility_config."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for block in (resource, *rules(resource)):
            visibility = block.block("visibility_config")
            if not visibility.flag("cloudwatch_metrics_enabled"):
                yield f"{block.text('name')} has no metrics."
            if visibility.flag("sampled_requests_enabled"):
                yield f"{block.text('name')} samples requests, and with them the auth secret."


check = WebAclVisible()
