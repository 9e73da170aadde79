"""The notice: what every source and every scanner is decoded into, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class UnexpectedEventError(Exception):
    """The event, or one of its records, is not what this deployment listens to; the message says why.

    It is raised and not ignored, so that an event without an answer ends in the dead-letter queue.
    """


class Verdict(StrEnum):
    """What the scanner says of a version.

    ARRIVED: S3 reports the upload, and the scanner's verdict is still to come.
    NOT_ASKED: this deployment has no scanner, S3 itself reports the upload.
    CLEAN: scanned, nothing found.
    INFECTED: scanned, something found.
    UNSCANNABLE: could not be scanned, or the scanner's answer is none of the above.
    """

    ARRIVED = "arrived"
    NOT_ASKED = "not_asked"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scanner's word means.

    Attributes:
        verdict: the word's verdict.
        reason: why the version is unscannable; None with any other verdict.
    """

    verdict: Verdict
    reason: str | None = None


NOT_SCANNED = Meaning(Verdict.UNSCANNABLE, "not_scanned")
"""No scan, for a reason that the scanner does not tell or that we do not know."""


@dataclass(frozen=True, slots=True)
class UploadNotice:
    """One object version that was uploaded.

    Attributes:
        bucket: name of the bucket.
        key: the key as S3 knows it, decoded.
        version: version id, or None where the sender knows none.
        meaning: what the scanner says.
        sent_at: when the notice was made, with whole seconds: no earlier than the upload. None if unknown.
        etag: of the version, without quotes; None where the sender does not give it.
        size: of the version, in bytes; None where the sender does not give it.
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
        """Return the verdict of its meaning."""
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
    """Return the notice of values as they came.

    Raises:
        UnexpectedEventError: bucket or key is missing, or one of the three is not text.
    """
    if not isinstance(bucket, str) or not bucket or not isinstance(key, str) or not key:
        raise UnexpectedEventError("The record does not name a bucket and a key.")
    if version is not None and not isinstance(version, str):
        raise UnexpectedEventError("The record's version is not text.")
    return UploadNotice(bucket, key, version or None, meaning, _whole_seconds(sent_at), etag, size)


def _whole_seconds(value: object) -> datetime | None:
    """Return an ISO 8601 time in UTC, with whole seconds as S3 keeps them; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
