from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class TableProtected(UploaderPolicy):
    ID = "CKV2_IMG_17"
    NAME = "The metadata table cannot be deleted by accident"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_dynamodb_table"
    PROMISE = "deletion-protection"
    CONTROLS = ("FSBP DynamoDB.6",)
    GUIDELINE = (
        "Keep deletion_protection_enabled true (table_deletion_protection). Set it to false only to destroy "
        "the stack."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not resource.flag("deletion_protection_enabled"):
            yield "deletion_protection_enabled is not true."
        for block in resource.blocks("replica"):
            if not block.flag("deletion_protection_enabled"):
                yield f"The replica in {block.text('region_name')} has no deletion protection."
        for replica in uploader.sources(resource, "aws_dynamodb_table_replica", "global_table_arn"):
            if not replica.flag("deletion_protection_enabled"):
                yield f"{replica.address} has no deletion protection."


check = TableProtected()
