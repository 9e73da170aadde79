"""Only this account's bucket may call the function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class PermissionSourceAccount(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_56"
    NAME = "Only this account's bucket may call the function"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_permission"
    PROMISE = "invoke-permissions"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A bucket's ARN names no account: whoever takes the name after you deleted the bucket "
        "could call the function. Give the permission of s3.amazonaws.com a source_account."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        """Tell whether it is one that the policy is about."""
        return resource.text("principal") == "s3.amazonaws.com"

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        if not re.fullmatch(r"\d{12}", resource.text("source_account")):
            yield "source_account is not set."


check = PermissionSourceAccount()
