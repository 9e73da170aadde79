"""The scheduled check of uploads that wait for their verdict: how many there are, and since when.

A scanner that stopped sends nothing, so that nothing else tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from metadata_item import PendingUpload, Status
from metrics import line_of
from notices.eventbridge_upload import ARRIVED
from notices.notice import UploadNotice
from processing import FINDING_FOLLOWS_WITHIN, Outcome

MOST_TO_SETTLE = 100  # of one check: each asks S3 for the versions of one key


class PendingIndex(Protocol):
    """What the check needs of the table."""

    def pending_uploads(self) -> Iterator[PendingUpload]:
        """Yield all pending uploads, the oldest first; a few that have ended may be among them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many uploads are pending, and for how many seconds the oldest is; 0 where there is none."""

    count: int
    oldest_seconds: int

    def metrics(self, bucket: str, now: datetime) -> str:
        """Return the line of the log that CloudWatch makes two metrics of."""
        values = {"PendingUploads": self.count, "OldestPendingUpload": self.oldest_seconds}
        return line_of({}, bucket, values, {}, now.timestamp())


def is_check(event: object) -> bool:
    """Tell whether EventBridge's schedule sent the event."""
    return isinstance(event, dict) and event.get("detail-type") == "Scheduled Event"


def check(
    index: PendingIndex, process: Callable[[UploadNotice], Outcome], bucket: str, now: datetime
) -> Waiting:
    """Settle what was deleted while it was pending, then count what is left.

    Nobody scans a deleted version, so its item would stay pending. `process` is told again that it arrived,
    finds it gone, and records that.
    """
    count, oldest = 0, now
    for place, upload in enumerate(index.pending_uploads()):
        if place >= MOST_TO_SETTLE or _waits(upload, process, bucket, now):
            count += 1
            oldest = min(oldest, datetime.fromisoformat(upload.since))
    return Waiting(count, int((now - oldest).total_seconds()))


def _waits(
    upload: PendingUpload, process: Callable[[UploadNotice], Outcome], bucket: str, now: datetime
) -> bool:
    """Tell whether the upload still waits; one that just arrived is taken to."""
    since = datetime.fromisoformat(upload.since)
    if now - since < FINDING_FOLLOWS_WITHIN:
        return True
    outcome = process(UploadNotice(bucket, upload.file_key, upload.version_id, ARRIVED, since))
    return outcome.item is not None and outcome.item.status is Status.PENDING
