"""Decodes API Gateway's Lambda proxy event. Decoding never fails; malformed parts are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class ProxyEvent(NamedTuple):
    """The parts of a request that API functions use.

    Attributes:
        method: the HTTP method as API Gateway sends it; empty if it is missing.
        headers: all values of each header, by name in lower case.
        parameters: all values of each query parameter, by name as it was sent.
    """

    method: str
    headers: Mapping[str, tuple[object, ...]]
    parameters: Mapping[str, tuple[object, ...]]

    def header(self, name: str) -> str | None:
        """Return the header's value; None if it is missing or was sent with several values.

        Args:
            name: in lower case.
        """
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def decode_event(event: object) -> ProxyEvent:
    """Decode `event`. A part that is missing or has another type is left empty."""
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
        # `multiValueQueryStringParameters` has all values; the other has only the last one of each name.
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
