from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy


class QueueEncrypted(UploaderPolicy):
    ID = "CKV2_IMG_18"
    NAME = "Queues are encrypted"
    SEVERITY = "HIGH"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_sqs_queue"
    PROMISE = "encryption"
    CONTROLS = ("FSBP SQS.1",)
    GUIDELINE = (
        "Messages in a dead-letter queue name users and files. Keep sqs_managed_sse_enabled true, or give "
        "the queue a kms_master_key_id."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if not resource.is_set("kms_master_key_id") and not (
            resource.is_set("sqs_managed_sse_enabled") and resource.flag("sqs_managed_sse_enabled")
        ):
            yield "Neither sqs_managed_sse_enabled nor kms_master_key_id is set."


check = QueueEncrypted()
