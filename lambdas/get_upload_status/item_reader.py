"""Reads the item of an upload from the table."""

from __future__ import annotations

import time
from collections.abc import Mapping

from retrying_call import answer
from service_endpoint import Endpoint
from signed_call import Caller

TARGET = "DynamoDB_20120810.GetItem"
BUDGET_SECONDS = 5.0  # reading the secret may take 8 s, and the function's timeout is 15 s

type Value = str | int | dict[str, Value]
Item = dict[str, Value]

# The attributes that the HTTP contract shows. All others are internal.
SHOWN = (
    *("user_id", "file_key", "status", "thumbnail_key", "thumbnails", "content_type", "size", "width"),
    *("height", "etag", "version_id", "reason", "uploaded_at", "processed_at"),
)


class ItemReader:
    """Reads items, each with one GetItem."""

    def __init__(self, table: str, dynamodb: Endpoint, caller: Caller) -> None:
        self._table = table
        self._call = caller.to(dynamodb, "dynamodb", TARGET, version="1.0")

    def read(self, user_id: str, file_key: str) -> Item | None:
        """Return the item's public attributes as JSON values; None if there is no item.

        A consistent read: a later response never shows an older status than an earlier one.

        Raises:
            CallError: DynamoDB refused, or still failed at the last attempt.
        """
        request: dict[str, object] = {
            "TableName": self._table,
            "Key": {"user_id": {"S": user_id}, "file_key": {"S": file_key}},
            "ConsistentRead": True,
        }
        attributes = answer(self._call, request, time.monotonic() + BUDGET_SECONDS).get("Item")
        if not isinstance(attributes, dict):
            return None
        values = {name: _value(attributes[name]) for name in SHOWN if name in attributes}
        return {name: value for name, value in values.items() if value is not None}


def _value(attribute: Mapping[str, object]) -> Value | None:
    """Return a DynamoDB attribute as a JSON value; None for a type that this project's items do not use."""
    match attribute:
        case {"S": str(text)}:
            return text
        case {"N": str(digits)}:
            return int(digits)
        case {"M": dict(fields)}:
            values = {name: _value(field) for name, field in fields.items()}
            return {name: value for name, value in values.items() if value is not None}
    return None
