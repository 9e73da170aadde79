"""API Gateway's Lambda proxy event, decoded once; whatever it holds, decoding does not fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class ProxyEvent(NamedTuple):
    """The parts of a request that this function looks at.

    Attributes:
        method: in upper case, or empty.
        headers: every value that came, by name in lower case.
        parameters: every value that came, by name as it was sent.
    """

    method: str
    headers: Mapping[str, tuple[object, ...]]
    parameters: Mapping[str, tuple[object, ...]]

    def header(self, name: str) -> str | None:
        """Return the one value of the header `name` (in lower case), or None if there is none, or no one."""
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def decode_event(event: object) -> ProxyEvent:
    """Return what `event` says; a part that is missing or of another type says nothing."""
    fields = event if isinstance(event, dict) else {}
    method = fields.get("httpMethod")
    headers: dict[str, tuple[object, ...]] = {}
    for source in ("multiValueHeaders", "headers"):
        for name, values in _values(fields.get(source)).items():
            known = headers.get(name.lower(), ())
            headers[name.lower()] = known + tuple(value for value in values if value not in known)
    return ProxyEvent(
        method=method if isinstance(method, str) else "",
        headers=headers,
        # API Gateway repeats in the second the last of what is in the first.
        parameters={
            **_values(fields.get("queryStringParameters")),
            **_values(fields.get("multiValueQueryStringParameters")),
        },
    )


def _values(fields: object) -> dict[str, tuple[object, ...]]:
    if not isinstance(fields, dict):
        return {}
    return {
        name: tuple(value) if isinstance(value, list) else (value,)
        for name, value in fields.items()
        if isinstance(name, str) and value is not None
    }
