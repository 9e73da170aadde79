"""Dead letters are kept long enough to be replayed."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import takes_failures
from uploader_policies.uploader import Uploader

LEAST = 7 * 24 * 3600


class DeadLettersKept(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_21"
    NAME = "Dead letters are kept long enough to be replayed"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_sqs_queue"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "A failure on a Friday night must still be there on Monday, and after a holiday. Keep "
        "message_retention_seconds of the dead-letter queue at a week or more; 14 days is the "
        "most there is."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        """Tell whether it is one that the policy is about."""
        return takes_failures(resource, uploader)

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        if (resource.number("message_retention_seconds") or 0) < LEAST:
            yield "message_retention_seconds is less than a week."


check = DeadLettersKept()
