from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy


class TableEncrypted(UploaderPolicy):
    ID = "CKV2_IMG_15"
    NAME = "The metadata table is encrypted with a KMS key"
    SEVERITY = "HIGH"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_dynamodb_table"
    PROMISE = "encryption"
    GUIDELINE = (
        "The table links users to their files, which is personal data. Keep server_side_encryption enabled: "
        "DynamoDB then uses a KMS key whose use CloudTrail records, AWS's or yours (kms_key)."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if not resource.block("server_side_encryption").flag("enabled"):
            yield "server_side_encryption is not enabled."


check = TableEncrypted()
