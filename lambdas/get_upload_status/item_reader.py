"""The item of an upload, read from the table."""

from __future__ import annotations

import time
from collections.abc import Mapping

from patient_call import answer
from service_endpoint import Endpoint
from signed_call import Caller

TARGET = "DynamoDB_20120810.GetItem"
BUDGET_SECONDS = 5.0  # the secret may take 8, the function has 15

type Value = str | int | dict[str, Value]
Item = dict[str, Value]

# What the contract shows of an item. Whatever else the table holds is nobody's but ours.
SHOWN = (
    *("user_id", "file_key", "status", "thumbnail_key", "thumbnails", "content_type", "size", "width"),
    *("height", "etag", "version_id", "reason", "uploaded_at", "processed_at"),
)


class ItemReader:
    """Reads items, each with one call."""

    def __init__(self, table: str, dynamodb: Endpoint, caller: Caller) -> None:
        self._table = table
        self._call = caller.to(dynamodb, "dynamodb", TARGET, version="1.0")

    def read(self, user_id: str, file_key: str) -> Item | None:
        """Return the item in the contract's form, None where there is none.

        Read consistently: what one answer said, no later answer takes back.

        Raises:
            CallError: the table did not answer.
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
    """Return a DynamoDB attribute as JSON has it, None for a type that no item of ours has."""
    match attribute:
        case {"S": str(text)}:
            return text
        case {"N": str(digits)}:
            return int(digits)
        case {"M": dict(fields)}:
            values = {name: _value(field) for name, field in fields.items()}
            return {name: value for name, value in values.items() if value is not None}
    return None
