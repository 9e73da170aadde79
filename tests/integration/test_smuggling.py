"""Request smuggling: no request gets a URL without its own secret, even if two servers read it differently.

One mode is enough, because all modes have the same API.
"""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.integration.flow import Flow

SECONDS = 10
QUERY = "userId=u-1&filename=cat&ext=png"
OTHERS = "userId=u-2&filename=cat&ext=png"

# Header lines that hide a second request in the body of the first, by the name of the trick.
HIDING = {
    "length, then chunked": ("Content-Length: {length}", "Transfer-Encoding: chunked"),
    "chunked, then length": ("Transfer-Encoding: chunked", "Content-Length: {length}"),
    "a length of nothing": ("Content-Length: 0",),
    "two lengths": ("Content-Length: 0", "Content-Length: {length}"),
    "a length with a sign": ("Content-Length: +{length}",),
    "chunked with a space before the colon": ("Transfer-Encoding : chunked",),
    "chunked, disguised": ("Transfer-Encoding: xchunked",),
    "chunked, on a line that goes on": ("Transfer-Encoding:\r\n chunked",),
    "chunked twice": ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
}


def exchanged(flow: Flow, raw: bytes) -> bytes:
    """Send raw bytes; return all answers until the server closes or sends nothing for a second."""
    address = urlsplit(flow.mode.api_url)
    assert address.hostname
    assert address.port
    answer = b""
    with (
        socket.create_connection((address.hostname, address.port), timeout=SECONDS) as plain,
        flow.api.trust.wrap_socket(plain, server_hostname=address.hostname) as connection,
    ):
        connection.sendall(raw)
        connection.settimeout(1)
        try:
            while part := connection.recv(65536):
                answer += part
        except (TimeoutError, ConnectionError):
            pass
    return answer


def request(flow: Flow, query: str, *lines: str, body: str = "") -> bytes:
    """Return a raw GET of an upload URL with a Host header, these header lines and this body."""
    address = urlsplit(flow.mode.api_url)
    head = (f"GET {address.path}?{query} HTTP/1.1", f"Host: {address.netloc}", *lines, "", body)
    return "\r\n".join(head).encode()


def statuses(answer: bytes) -> list[int]:
    """Return the statuses of all answers. The server itself sends 501 for an unknown transfer coding."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


def keys(answer: bytes) -> list[str]:
    """Return the keys of all upload URLs in an answer."""
    return re.findall(r'"file_key":\s*"([^"]+)"', answer.decode("latin-1"))


def secret(flow: Flow) -> str:
    return f"{flow.mode.auth_header}: {flow.mode.auth_secret}"


def test_a_plain_request_gets_its_url(plain: Flow) -> None:
    answer = exchanged(plain, request(plain, QUERY, secret(plain), "Connection: close"))

    assert statuses(answer) == [200]
    (key,) = keys(answer)
    assert key.startswith("uploads/u-1/")


@pytest.mark.parametrize("lines", HIDING.values(), ids=HIDING)
def test_a_hidden_request_gets_nothing_by_the_secret_of_the_one_around_it(
    plain: Flow, lines: tuple[str, ...]
) -> None:
    hidden = request(plain, OTHERS, "Connection: close").decode()
    body = f"0\r\n\r\n{hidden}"
    given = [line.format(length=len(body)) for line in lines]

    answer = exchanged(plain, request(plain, QUERY, secret(plain), *given, body=body))

    assert [status for status in statuses(answer) if status >= 500 and status != 501] == []
    assert [key for key in keys(answer) if not key.startswith("uploads/u-1/")] == []


@pytest.mark.parametrize("lines", HIDING.values(), ids=HIDING)
def test_a_request_around_it_gets_nothing_by_the_secret_of_a_hidden_one(
    plain: Flow, lines: tuple[str, ...]
) -> None:
    hidden = request(plain, OTHERS, secret(plain), "Connection: close").decode()
    body = f"0\r\n\r\n{hidden}"
    given = [line.format(length=len(body)) for line in lines]

    answer = exchanged(plain, request(plain, QUERY, *given, body=body))

    assert [status for status in statuses(answer) if status >= 500 and status != 501] == []
    assert [key for key in keys(answer) if not key.startswith("uploads/u-2/")] == []


@pytest.mark.parametrize(
    "line",
    [
        "{name}: wrong",
        "{name}: ",
        "{name}:\r\n {secret}x",
        "{name} : {secret}",
        "x-{name}: {secret}",
        "{underscored}: {secret}",
        "X-Forwarded-{name}: {secret}",
        "Connection: {name}",
        "{name}: {secret}\x00",
    ],
)
def test_a_header_that_only_resembles_it_opens_nothing(plain: Flow, line: str) -> None:
    name = plain.mode.auth_header
    sent = line.format(name=name, underscored=name.replace("-", "_"), secret=plain.mode.auth_secret)

    answer = exchanged(plain, request(plain, QUERY, sent, "Connection: close"))

    assert keys(answer) == []
    assert [status for status in statuses(answer) if not 400 <= status < 500] == []


def test_a_wrong_secret_beside_the_right_one_does_not_open(plain: Flow) -> None:
    wrong = f"{plain.mode.auth_header}: wrong"
    for lines in ((wrong, secret(plain)), (secret(plain), wrong)):
        answer = exchanged(plain, request(plain, QUERY, *lines, "Connection: close"))
        assert (statuses(answer), keys(answer)) == ([403], [])
