"""Roles have policies of this configuration alone."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class RoleNoForeignPolicies(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_53"
    NAME = "Roles have policies of this configuration alone"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A managed policy of AWS's or another team's grows without your review. Write what the "
        "role may do in aws_iam_role_policy; attach nothing that is not made here."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        if resource.is_set("managed_policy_arns"):
            yield "managed_policy_arns attaches policies from elsewhere."
        for kind, path in (
            ("aws_iam_role_policy_attachment", "role"),
            ("aws_iam_policy_attachment", "roles"),
        ):
            for attachment in uploader.sources(resource, kind, path):
                if not uploader.targets(attachment, "policy_arn"):
                    yield f"{attachment.address} attaches a policy from elsewhere."


check = RoleNoForeignPolicies()
