"""The `Records` list that events of S3 and of SNS have."""

from __future__ import annotations

from typing import Any

from notices.notice import UnexpectedEventError


def records_of(event: object) -> list[object]:
    """Return the event's records; an empty list for S3's test message.

    Raises:
        UnexpectedEventError: the event has no records.
    """
    if is_test_message(event):
        return []
    records = event.get("Records") if isinstance(event, dict) else None
    if not isinstance(records, list) or not records:
        raise UnexpectedEventError("The event is neither an S3 notification nor an SNS message: no records.")
    return records


def record_from(record: object, source: str, taken: str) -> dict[str, Any]:
    """Return the record if `source` sent it.

    Args:
        record: one of the event's records.
        source: the required sender, such as `aws:sns`.
        taken: what this deployment handles, for the error's message.

    Raises:
        UnexpectedEventError: another source sent the record, or it is not a JSON object.
    """
    if not isinstance(record, dict):
        raise UnexpectedEventError("A record is not a JSON object.")
    sender = record.get("EventSource", record.get("eventSource"))  # SNS, S3
    if sender != source:
        raise UnexpectedEventError(f"Only {taken} are handled here, not records from {sender!r}.")
    return record


def is_test_message(message: object) -> bool:
    """Tell whether the message is the one with which S3 tests a new notification."""
    return isinstance(message, dict) and message.get("Event") == "s3:TestEvent"
