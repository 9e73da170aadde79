"""S3's notification of a created object, which S3 sends to the function directly."""

from __future__ import annotations

from urllib.parse import unquote_plus

from notices.notice import Meaning, UnexpectedEventError, UploadNotice, Verdict, checked_notice
from notices.records import record_from

NOT_ASKED = Meaning(Verdict.NOT_ASKED)


def decode_upload(record: object) -> UploadNotice:
    """Return the notice of a created object.

    Raises:
        UnexpectedEventError: the record reports another event, or a required field is missing or malformed.
    """
    record = record_from(record, "aws:s3", "S3's notifications")
    name = record.get("eventName")
    if not isinstance(name, str) or not name.startswith("ObjectCreated:"):
        raise UnexpectedEventError(f"Only ObjectCreated events are handled here, not {name!r}.")
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
        raise UnexpectedEventError("The S3 record's key is not percent-encoded UTF-8.") from None
    return checked_notice(bucket, plain_key, version, NOT_ASKED, record.get("eventTime"))
