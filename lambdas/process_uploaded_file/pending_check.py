"""The scheduled check of pending uploads: counts them and measures the age of the oldest.

It detects a scanner that has stopped. Such a scanner sends no events, so no other alarm would report it.
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
from processing import MAX_FINDING_DELAY, Outcome

MAX_SETTLED_PER_CHECK = 100  # uploads; each costs a request to S3 for the versions of its key


class PendingIndex(Protocol):
    """The query that the check needs."""

    def pending_uploads(self) -> Iterator[PendingUpload]:
        """Yield all pending uploads, oldest first. The index lags: some may have a verdict by now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of pending uploads, and the age of the oldest in seconds; 0 if there is none."""

    count: int
    oldest_seconds: int

    def metrics(self, bucket: str, now: datetime) -> str:
        """Return the log line from which CloudWatch extracts two metrics."""
        values = {"PendingUploads": self.count, "OldestPendingUpload": self.oldest_seconds}
        return line_of({}, bucket, values, {}, now.timestamp())


def is_check(event: object) -> bool:
    """Tell whether EventBridge's schedule sent the event."""
    return isinstance(event, dict) and event.get("detail-type") == "Scheduled Event"


def check(
    index: PendingIndex, process: Callable[[UploadNotice], Outcome], bucket: str, now: datetime
) -> Waiting:
    """Record pending uploads whose version was deleted as rejected, and count the rest.

    A deleted version is never scanned, so its item would stay pending for ever. `process` gets its arrival
    again, finds that the version is gone, and records that.
    """
    count, oldest = 0, now
    for place, upload in enumerate(index.pending_uploads()):
        if place >= MAX_SETTLED_PER_CHECK or _waits(upload, process, bucket, now):
            count += 1
            oldest = min(oldest, datetime.fromisoformat(upload.since))
    return Waiting(count, int((now - oldest).total_seconds()))


def _waits(
    upload: PendingUpload, process: Callable[[UploadNotice], Outcome], bucket: str, now: datetime
) -> bool:
    """Tell whether the upload is still pending. A recent one is assumed to be, without a request to S3."""
    since = datetime.fromisoformat(upload.since)
    if now - since < MAX_FINDING_DELAY:
        return True
    outcome = process(UploadNotice(bucket, upload.file_key, upload.version_id, ARRIVED, since))
    return outcome.item is not None and outcome.item.status is Status.PENDING
