"""The patterns of EventBridge's rules, and which events they let through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uploader_policies.values import as_list


def lets_through(pattern: Any, event: Any) -> bool:
    """Return whether a pattern matches an event. A filter that is not known here matches nothing.

    An example: `lets_through({"source": [{"prefix": "aws."}]}, {"source": "aws.s3"})` is true. A list of one
    value may be that value, as Checkov reads HCL.
    """
    if isinstance(pattern, Mapping) and isinstance(event, Mapping):
        return all(
            any(lets_through(one, event) for one in as_list(wanted))
            if field == "$or"
            else lets_through(wanted, event.get(field))
            for field, wanted in pattern.items()
        )
    return any(_fits(one, event) for one in as_list(pattern))


def _fits(wanted: Any, value: Any) -> bool:
    match wanted, value:
        case {"prefix": str(text)}, str():
            return value.startswith(text)
        case {"equals-ignore-case": str(text)}, str():
            return value.lower() == text.lower()
    return bool(wanted == value)
