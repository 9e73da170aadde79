"""Raw HTTP requests: nothing is added, corrected or encoded, except a missing Content-Length."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlsplit

from local_aws.client import SECONDS, Permission


@dataclass(frozen=True)
class WireRequest:
    """One request. Without a Content-Length or Transfer-Encoding in `headers`, the body's length is sent."""

    method: str
    path: str
    query: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, permission: Permission, body: bytes) -> Self:
        """Return exactly the request that a permission allows."""
        parts = urlsplit(permission.upload_url)
        headers = (("Host", parts.netloc), *permission.headers.items())
        return cls(permission.method, parts.path, tuple(parts.query.split("&")), headers, body)

    def with_header(self, name: str, value: str | None) -> Self:
        """Return this request with a header replaced or added; None removes it."""
        others = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=others if value is None else (*others, (name, value)))

    def with_parameter(self, name: str, value: str | None) -> Self:
        """Return this request with a parameter's encoded value replaced or added; None removes it."""
        others = tuple(part for part in self.query if part.partition("=")[0] != name)
        return replace(self, query=others if value is None else (*others, f"{name}={value}"))


@dataclass(frozen=True)
class WireAnswer:
    """The answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(request: WireRequest, endpoint_url: str, trust: ssl.SSLContext) -> WireAnswer:
    """Send a request to this endpoint, whatever its Host header says, and return the answer."""
    to = urlsplit(endpoint_url)
    connection = (
        http.client.HTTPSConnection(to.netloc, timeout=SECONDS, context=trust)
        if to.scheme == "https"
        else http.client.HTTPConnection(to.netloc, timeout=SECONDS)
    )
    try:
        target = "?".join(filter(None, (request.path, "&".join(request.query))))
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value.encode("utf-8"))
        if not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in request.headers):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return WireAnswer(response.status, headers, response.read())
    finally:
        connection.close()
