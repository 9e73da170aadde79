from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import accounts
from uploader_policies.uploader import Uploader


class PermissionSourceAccount(UploaderPolicy):
    ID = "CKV2_IMG_56"
    NAME = "Only this account's bucket may call the function"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_permission"
    PROMISE = "invoke-permissions"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A bucket's ARN names no account: whoever takes the name after you deleted the bucket "
        "could call the function. Give the permission of s3.amazonaws.com the functions' own account "
        "as source_account."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return resource.text("principal") == "s3.amazonaws.com"

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        account = resource.text("source_account")
        if account not in accounts(uploader):
            yield f"source_account is {account or 'not set'}."


check = PermissionSourceAccount()
