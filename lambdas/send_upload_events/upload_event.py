"""The event that reports an upload's verdict to applications. Schema: `docs/upload-event.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

SOURCE = "image-uploader"
DETAIL_TYPE = "Upload Finished"
VERSION = "1"  # version of the detail's schema. A new optional field keeps it; any other change raises it

FIELDS = (
    *("user_id", "file_key", "version_id", "status", "reason", "content_type", "size", "width", "height"),
    *("etag", "thumbnail_key", "thumbnails", "uploaded_at", "processed_at"),
)


def upload_event(attributes: Mapping[str, Any], bucket: str, bus: str) -> dict[str, Any] | None:
    """Return an entry of PutEvents for an item of the metadata table; None for a pending item.

    Args:
        attributes: the item in the format of DynamoDB's low-level interface and streams.
        bucket: name of the bucket that the item's keys refer to.
        bus: name or ARN of the event bus.
    """
    values = {name: _value(attributes[name]) for name in FIELDS if name in attributes}
    if values.get("status") == "pending":
        return None
    detail = {"version": VERSION, "bucket": bucket, **values}
    return {
        "Source": SOURCE,
        "DetailType": DETAIL_TYPE,
        "Detail": json.dumps(detail, ensure_ascii=False, separators=(",", ":")),
        "EventBusName": bus,
    }


def _value(attribute: Mapping[str, Any]) -> Any:
    if "M" in attribute:
        return {name: _value(inner) for name, inner in attribute["M"].items()}
    return int(attribute["N"]) if "N" in attribute else attribute["S"]
