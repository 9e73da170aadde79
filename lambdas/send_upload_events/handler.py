"""Sends an EventBridge event for each verdict. The stream of the metadata table invokes this function.

The event is derived from the recorded item, so a killed process loses no event. Each verdict is sent at least
once, in any order. A failed batch is split and retried until it is 6 hours old.
"""

from __future__ import annotations

import json
import os
from typing import Any

import botocore.session
from botocore.config import Config
from upload_event import upload_event
from upload_id import upload_id

MAX_ENTRIES = 10  # limit of one PutEvents
BUCKET = os.environ["UPLOADS_BUCKET"]
BUS = os.environ["EVENT_BUS"]
# A call has at most 3 attempts of 7 s and pauses of 3 s. A batch needs one call, and the timeout is 60 s.
EVENTS: Any = botocore.session.get_session().create_client(
    "events",
    config=Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3}),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Send the verdicts of one stream batch; return the records that EventBridge refused, for a retry."""
    records = [record["dynamodb"] for record in event["Records"] if "NewImage" in record["dynamodb"]]
    found = [(record, upload_event(record["NewImage"], BUCKET, BUS)) for record in records]
    entries = [(record, entry) for record, entry in found if entry is not None]
    failed: list[dict[str, str]] = []
    for start in range(0, len(entries), MAX_ENTRIES):
        batch = entries[start : start + MAX_ENTRIES]
        results = EVENTS.put_events(Entries=[entry for _, entry in batch])["Entries"]
        for (record, _), result in zip(batch, results, strict=True):
            _log(record["NewImage"], result.get("ErrorCode"))
            if "ErrorCode" in result:
                failed.append({"itemIdentifier": record["SequenceNumber"]})
    return {"batchItemFailures": failed}


def _log(image: dict[str, Any], error: str | None) -> None:
    # No key and no user id: more people can read the logs than the table.
    said = {"level": "ERROR" if error else "INFO", "message": "event not sent" if error else "event sent"}
    facts = {"upload": upload_id(image["file_key"]["S"]), "status": image["status"]["S"], "error": error}
    print(json.dumps({**said, **{name: value for name, value in facts.items() if value}}))
