from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import takes_failures
from uploader_policies.uploader import Uploader

LEAST = 7 * 24 * 3600


class DeadLettersKept(UploaderPolicy):
    ID = "CKV2_IMG_21"
    NAME = "Dead letters are kept long enough to be replayed"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_sqs_queue"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "A failure on a Friday night must still be there on Monday, and after a holiday. Keep "
        "message_retention_seconds of the dead-letter queue at a week or more; 14 days is the "
        "most there is. Let no redrive_policy of that queue hand them on to another."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return takes_failures(resource, uploader)

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if (resource.number("message_retention_seconds") or 0) < LEAST:
            yield "message_retention_seconds is less than a week."
        if resource.is_set("redrive_policy"):
            yield "redrive_policy hands dead letters on."
        for redrive in uploader.sources(resource, "aws_sqs_queue_redrive_policy", "queue_url"):
            yield f"{redrive.address} hands dead letters on."


check = DeadLettersKept()
