"""The metadata table cannot be deleted by accident."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy


class TableProtected(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_17"
    NAME = "The metadata table cannot be deleted by accident"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_dynamodb_table"
    PROMISE = "deletion-protection"
    CONTROLS = ("FSBP DynamoDB.6",)
    GUIDELINE = (
        "Keep deletion_protection_enabled true (table_deletion_protection); set it to false only "
        "to take the stack down."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        if not resource.flag("deletion_protection_enabled"):
            yield "deletion_protection_enabled is not true."


check = TableProtected()
