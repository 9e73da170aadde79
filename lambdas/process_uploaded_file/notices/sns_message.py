"""The message in a record of SNS."""

from __future__ import annotations

import json
from typing import Any

from notices.notice import UnexpectedEventError
from notices.records import record_from


def decode_message(record: object) -> tuple[dict[str, Any], object]:
    """Return the published JSON object and its time: ISO 8601 text, not checked here.

    Raises:
        UnexpectedEventError: SNS did not send the record, or the message is not a JSON object.
    """
    envelope = record_from(record, "aws:sns", "findings from SNS").get("Sns")
    text = envelope.get("Message") if isinstance(envelope, dict) else None
    try:
        body = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        body = None
    if not isinstance(envelope, dict) or not isinstance(body, dict):
        raise UnexpectedEventError("The SNS message's body is not a JSON object.")
    return body, envelope.get("Timestamp")
