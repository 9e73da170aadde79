"""Sends one HTTPS request with one deadline for connection, handshake, sending and reading.

It replaces http.client for two reasons. Importing http.client takes 25 % of a cold start. Its timeout applies
to each read, so a server that sends single bytes slowly could hold the connection for ever.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from service_endpoint import Endpoint

MAX_REPLY_BYTES = 1 << 20  # 1 MiB: a secret has at most 64 KiB, an item 400 KiB


class BadReplyError(Exception):
    """The reply is incomplete, too large, or not HTTP."""


class Reply(NamedTuple):
    """A whole HTTP reply."""

    status: int
    body: bytes


def tls_context(ca_bundle: str | None) -> ssl.SSLContext:
    """Return TLS settings that trust the system's certificate authorities, or only those in `ca_bundle`."""
    return ssl.create_default_context(cafile=ca_bundle)


def post(
    endpoint: Endpoint, headers: Mapping[str, str], body: bytes, *, tls: ssl.SSLContext, timeout: float
) -> Reply:
    """Post `body` to the path `/` of `endpoint` and return the reply, whatever its status.

    Args:
        endpoint: the server. Its scheme is `http` only for local engines.
        headers: all headers except Host, Content-Length and Connection.
        body: the request's body.
        tls: the client's TLS settings.
        timeout: seconds for the whole request. Name resolution counts, but the system cannot interrupt it.

    Raises:
        OSError: no connection, an untrusted certificate, or no reply in time.
        BadReplyError: the reply is incomplete, too large, or not HTTP.
    """
    deadline = time.monotonic() + timeout

    def remaining() -> float:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("no reply in time")
        return seconds

    framing = {"Host": endpoint.netloc, "Content-Length": str(len(body)), "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**framing, **headers}.items())
    with _connected(endpoint, remaining) as plain:
        plain.settimeout(remaining())
        stream = plain
        if endpoint.scheme == "https":
            stream = tls.wrap_socket(plain, server_hostname=endpoint.hostname)
        with stream:
            stream.settimeout(remaining())
            stream.sendall(f"POST / HTTP/1.1\r\n{head}\r\n".encode() + body)
            return _read_reply(stream, remaining)


def _connected(endpoint: Endpoint, remaining: Callable[[], float]) -> socket.socket:
    """Return a connection to the first address that accepts one.

    One deadline covers all addresses; `socket.create_connection` would apply its timeout to each.
    """
    failure: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(
        endpoint.hostname, endpoint.port, type=socket.SOCK_STREAM
    ):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(remaining())
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or OSError("the host has no address")


def _read_reply(stream: socket.socket, remaining: Callable[[], float]) -> Reply:
    received = bytearray()
    expected: int | None = None  # length of headers and body in bytes; None until the headers are complete
    head_length = -1
    status = 0
    while expected is None or len(received) < expected:
        stream.settimeout(remaining())
        piece = stream.recv(65536)
        if not piece:
            raise BadReplyError("the connection was closed before the reply was complete")
        received += piece
        if len(received) > MAX_REPLY_BYTES:
            raise BadReplyError(f"the reply is larger than {MAX_REPLY_BYTES} bytes")
        if expected is None and (head_length := received.find(b"\r\n\r\n")) >= 0:
            status, body_length = _parse_head(bytes(received[:head_length]))
            expected = head_length + 4 + body_length
    return Reply(status, bytes(received[head_length + 4 : expected]))


def _parse_head(head: bytes) -> tuple[int, int]:
    """Return the status and the body's length. AWS's JSON services always send Content-Length."""
    status_line, *lines = head.split(b"\r\n")
    protocol, _, rest = status_line.partition(b" ")
    status = rest[:3]
    lengths = [
        value.strip()
        for name, _, value in (line.partition(b":") for line in lines)
        if name.strip().lower() == b"content-length"
    ]
    if not protocol.startswith(b"HTTP/1.") or not status.isdigit() or int(status) < 200:
        raise BadReplyError("the reply does not start with an HTTP status line")
    if len(lengths) != 1 or not lengths[0].isdigit() or len(lengths[0]) > 9:
        raise BadReplyError("the reply has no valid Content-Length")
    return int(status), int(lengths[0])
