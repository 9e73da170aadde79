"""A client of the API, as an application would write it: no AWS credentials and no AWS library."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

SECONDS = 30  # timeout of one request


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object."""
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass(frozen=True)
class Permission:
    """The API's answer: the URL and the headers for the PUT, and the file's key."""

    upload_url: str
    file_key: str
    method: str
    headers: Mapping[str, str]
    expires_in: int


class RefusedError(Exception):
    """The API or S3 refused a request; the message has the status and the answer's text."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status}: {_message(answer)}")
        self.answer = answer


@dataclass(frozen=True)
class Client:
    """The two requests of an upload. `trust` is the TLS context, for an engine with its own authority."""

    api_url: str
    auth_header: str
    auth_secret: str
    trust: ssl.SSLContext

    def ask(self, user_id: str, filename: str, ext: str, **optional: str) -> Permission:
        """Request an upload URL; `optional` may have `size` and `checksumSha256`. Raises RefusedError."""
        parameters = {"userId": user_id, "filename": filename, "ext": ext, **optional}
        url = f"{self.api_url}?{urlencode(parameters, quote_via=quote)}"
        answer = send("GET", url, {self.auth_header: self.auth_secret}, trust=self.trust)
        if answer.status != http.HTTPStatus.OK:
            raise RefusedError(answer)
        return Permission(**answer.json())

    def put(self, permission: Permission, content: bytes) -> str:
        """Upload `content` and return its version id. Raises RefusedError."""
        answer = send(permission.method, permission.upload_url, permission.headers, content, self.trust)
        if answer.status != http.HTTPStatus.OK:
            raise RefusedError(answer)
        return answer.headers.get("x-amz-version-id", "")


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Send one request with these headers, plus only Host, Accept-Encoding and Content-Length."""
    parts = urlsplit(url)
    connection = (
        http.client.HTTPSConnection(parts.netloc, timeout=SECONDS, context=trust)
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    )
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, response.read())
    finally:
        connection.close()


def _message(answer: Answer) -> str:
    """Return the API's error message, or the start of any other body (S3 answers XML)."""
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.body[:300].decode(errors="replace")
