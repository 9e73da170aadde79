"""S3 notifications and scan findings, decoded once into the same immutable value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_plus


class UnexpectedEventError(Exception):
    """The event, or one of its records, is not what this deployment listens to; the message says why.

    It is raised and not ignored, so that what nobody understood ends in the dead-letter queue.
    """


class Verdict(StrEnum):
    """What the scanner says of a version.

    NOT_ASKED: this deployment has no scanner, S3 itself reports the upload.
    CLEAN: scanned, nothing found.
    INFECTED: scanned, something found.
    UNSCANNABLE: could not be scanned, or a status that is none of the above.
    """

    NOT_ASKED = "not_asked"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True, slots=True)
class UploadNotice:
    """One object version that was uploaded.

    Attributes:
        bucket: name of the bucket.
        key: the key as S3 knows it, decoded.
        version: version id, or None where the sender knows none.
        verdict: what the scanner says.
        sent_at: when the notice was made, with whole seconds: no earlier than the upload. None if it does not
            say.
    """

    bucket: str
    key: str
    version: str | None
    verdict: Verdict
    sent_at: datetime | None


def records_of(event: object) -> list[object]:
    """Return the records of an event, none for the message with which S3 tests a new notification.

    Raises:
        UnexpectedEventError: the event has no records.
    """
    if _is_test_message(event):
        return []
    records = event.get("Records") if isinstance(event, dict) else None
    if not isinstance(records, list) or not records:
        raise UnexpectedEventError("The event is neither an S3 notification nor an SNS message: no records.")
    return records


def decode_record(record: object, *, use_bucketav: bool) -> UploadNotice | None:
    """Return what a record reports, None for a test message of S3.

    Only what this deployment listens to is taken: with BucketAV an upload that was not scanned, and without
    it a finding that nobody asked for, are refused.

    Raises:
        UnexpectedEventError: the record is something else, or lacks what it must have.
    """
    if not isinstance(record, dict):
        raise UnexpectedEventError("A record is not a JSON object.")
    source = record.get("EventSource", record.get("eventSource"))
    if use_bucketav:
        if source != "aws:sns":
            raise UnexpectedEventError(
                f"With BucketAV only findings from SNS are taken, not from {source!r}."
            )
        return _decode_finding(record)
    if source != "aws:s3":
        raise UnexpectedEventError(
            f"Without BucketAV only S3's notifications are taken, not from {source!r}."
        )
    return _decode_s3(record)


def _decode_s3(record: dict[str, Any]) -> UploadNotice:
    name = record.get("eventName")
    if not isinstance(name, str) or not name.startswith("ObjectCreated:"):
        raise UnexpectedEventError(f"Only created objects are taken, not {name!r}.")
    try:
        s3 = record["s3"]
        bucket, key, version = s3["bucket"]["name"], s3["object"]["key"], s3["object"].get("versionId")
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedEventError("The S3 record does not name a bucket and a key.") from None
    if not isinstance(key, str):
        raise UnexpectedEventError("The S3 record's key is not text.")
    try:
        plain_key = unquote_plus(key, errors="strict")
    except UnicodeDecodeError:
        raise UnexpectedEventError("The S3 record's key is not encoded UTF-8.") from None
    return _notice(bucket, plain_key, version, Verdict.NOT_ASKED, record.get("eventTime"))


def _decode_finding(record: dict[str, Any]) -> UploadNotice | None:
    envelope = record.get("Sns")
    body = envelope.get("Message") if isinstance(envelope, dict) else None
    try:
        finding = json.loads(body) if isinstance(body, str) else None
    except ValueError:
        finding = None
    if not isinstance(envelope, dict) or not isinstance(finding, dict):
        raise UnexpectedEventError("The SNS message's body is not a JSON object.")
    if _is_test_message(finding):
        return None
    status = finding.get("status")
    if not isinstance(status, str):
        raise UnexpectedEventError("The finding has no status.")
    verdict = {"clean": Verdict.CLEAN, "infected": Verdict.INFECTED}.get(status, Verdict.UNSCANNABLE)
    return _notice(
        finding.get("bucket"), finding.get("key"), finding.get("version"), verdict, envelope.get("Timestamp")
    )


def _notice(bucket: object, key: object, version: object, verdict: Verdict, sent_at: object) -> UploadNotice:
    if not isinstance(bucket, str) or not bucket or not isinstance(key, str) or not key:
        raise UnexpectedEventError("The record does not name a bucket and a key.")
    if version is not None and not isinstance(version, str):
        raise UnexpectedEventError("The record's version is not text.")
    return UploadNotice(bucket, key, version or None, verdict, _time(sent_at))


def _time(value: object) -> datetime | None:
    """Return an ISO 8601 time with whole seconds, as S3 keeps them, in UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _is_test_message(message: object) -> bool:
    return isinstance(message, dict) and message.get("Event") == "s3:TestEvent"
