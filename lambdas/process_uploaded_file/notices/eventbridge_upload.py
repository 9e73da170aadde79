"""S3's "Object Created" event from EventBridge: the upload has arrived, and has no verdict yet."""

from __future__ import annotations

from typing import Any, TypeGuard

from notices.notice import Meaning, UnexpectedEventError, UploadNotice, Verdict, checked_notice

ARRIVED = Meaning(Verdict.ARRIVED)


def is_arrival(event: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether the event is S3's "Object Created" event from EventBridge."""
    return (
        isinstance(event, dict)
        and event.get("source") == "aws.s3"
        and event.get("detail-type") == "Object Created"
    )


def decode_arrival(event: dict[str, Any]) -> UploadNotice:
    """Return the notice of a created object. The key is plain text here; S3's notifications encode it.

    Raises:
        UnexpectedEventError: a required field is missing or has another type.
    """
    try:
        bucket, created = event["detail"]["bucket"]["name"], event["detail"]["object"]
        key, version = created["key"], created.get("version-id")
        etag, size = created.get("etag"), created.get("size")
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedEventError("The event does not name a bucket and a key.") from None
    if not isinstance(etag, str | None) or type(size) not in (int, type(None)):
        raise UnexpectedEventError("The event's ETag is not text, or its size is not a number.")
    return checked_notice(bucket, key, version, ARRIVED, event.get("time"), etag, size)
