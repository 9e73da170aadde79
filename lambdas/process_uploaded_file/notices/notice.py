"""The notice: the common form into which the events of every source and scanner are decoded, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class UnexpectedEventError(Exception):
    """The event, or one of its records, is not of a kind that this deployment handles; the message says why.

    It is raised and not ignored, so that an event that nothing handled ends in the dead-letter queue.
    """


class Verdict(StrEnum):
    """The scanner's verdict on a version.

    ARRIVED: no verdict yet; S3 reports the upload.
    NOT_ASKED: this deployment has no scanner; S3 reports the upload.
    CLEAN: scanned, nothing found.
    INFECTED: scanned, malware found.
    UNSCANNABLE: could not be scanned, or the scanner's result is unknown.
    """

    ARRIVED = "arrived"
    NOT_ASKED = "not_asked"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scanner's result, such as "clean", means.

    Attributes:
        verdict: the verdict.
        reason: the item's `reason` for an unscannable version; None with any other verdict.
    """

    verdict: Verdict
    reason: str | None = None


NOT_SCANNED = Meaning(Verdict.UNSCANNABLE, "not_scanned")
"""Not scanned: the scanner gives no reason, or its result is unknown to this release."""


@dataclass(frozen=True, slots=True)
class UploadNotice:
    """A report about one uploaded object version.

    Attributes:
        bucket: name of the bucket.
        key: the object's key, decoded.
        version: version id; None if the sender does not give it.
        meaning: the scanner's verdict and its reason.
        sent_at: when the notice was created, in whole seconds, no earlier than the upload. None if unknown.
        etag: the version's ETag without quotes; None if the sender does not give it.
        size: the version's size in bytes; None if the sender does not give it.
    """

    bucket: str
    key: str
    version: str | None
    meaning: Meaning
    sent_at: datetime | None
    etag: str | None = None
    size: int | None = None

    @property
    def verdict(self) -> Verdict:
        """Return `meaning.verdict`."""
        return self.meaning.verdict


def checked_notice(
    bucket: object,
    key: object,
    version: object,
    meaning: Meaning,
    sent_at: object,
    etag: str | None = None,
    size: int | None = None,
) -> UploadNotice:
    """Return a notice of unchecked values. A time that cannot be parsed becomes None.

    Raises:
        UnexpectedEventError: bucket or key is missing, or bucket, key or version is not text.
    """
    if not isinstance(bucket, str) or not bucket or not isinstance(key, str) or not key:
        raise UnexpectedEventError("The record does not name a bucket and a key.")
    if version is not None and not isinstance(version, str):
        raise UnexpectedEventError("The record's version is not text.")
    return UploadNotice(bucket, key, version or None, meaning, _whole_seconds(sent_at), etag, size)


def _whole_seconds(value: object) -> datetime | None:
    """Parse an ISO 8601 time; return it in UTC and whole seconds, as S3 stores times. None if malformed."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
