from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import accounts
from uploader_policies.uploader import Uploader


class PermissionSourceAccount(UploaderPolicy):
    ID = "CKV2_IMG_56"
    NAME = "Only a bucket of this account may call the function"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_permission"
    PROMISE = "invoke-permissions"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A bucket's ARN has no account id. If you delete the bucket, another account can create one with the "
        "same name and call the function. Set source_account to the functions' own account in the permission "
        "of s3.amazonaws.com."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return resource.text("principal") == "s3.amazonaws.com"

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        account = resource.text("source_account")
        if account not in accounts(uploader):
            yield f"source_account is {account or 'not set'}, not the functions' account."


check = PermissionSourceAccount()
