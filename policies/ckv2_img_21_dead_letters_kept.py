from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import takes_failures
from uploader_policies.uploader import Uploader

MIN_SECONDS = 7 * 24 * 3600  # a week: operators must see a failure after a weekend or a holiday


class DeadLettersKept(UploaderPolicy):
    ID = "CKV2_IMG_21"
    NAME = "Dead-letter queues keep messages for a week or more"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_sqs_queue"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "A message that failed on Friday night must still be in the queue on Monday, or after a holiday. "
        "Keep message_retention_seconds of the dead-letter queue at a week or more (SQS's maximum is 14 "
        "days). Give that queue no redrive_policy."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return takes_failures(resource, uploader)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if (resource.number("message_retention_seconds") or 0) < MIN_SECONDS:
            yield "message_retention_seconds is less than a week."
        if resource.is_set("redrive_policy"):
            yield "redrive_policy moves messages to another queue."
        for redrive in uploader.sources(resource, "aws_sqs_queue_redrive_policy", "queue_url"):
            yield f"{redrive.address} moves messages to another queue."


check = DeadLettersKept()
