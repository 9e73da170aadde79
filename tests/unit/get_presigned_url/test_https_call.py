"""One HTTPS request: a whole reply in time, or an error."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from https_call import MAX_REPLY_BYTES, BadReplyError, Reply, post, tls_context
from service_endpoint import Endpoint, parse_endpoint

from tests.unit.get_presigned_url.secret_server import SecretServer, drip, error, raw, reset, silence

BODY = json.dumps({"SecretId": "s", "VersionStage": "AWSCURRENT"}).encode()


def send(server: SecretServer, timeout: float = 30) -> Reply:
    endpoint = parse_endpoint(server.url)
    return post(endpoint, {"X-Some": "header"}, BODY, tls=tls_context(str(server.ca_file)), timeout=timeout)


def test_the_reply_is_status_and_body(secret_server: SecretServer) -> None:
    secret_server.set_secret("open sesame")

    reply = send(secret_server)

    assert reply.status == 200
    assert "open sesame" in reply.body.decode()


def test_the_request_arrives_with_its_headers_and_its_body(secret_server: SecretServer) -> None:
    send(secret_server)

    (received,) = secret_server.received
    assert received.headers == {
        "host": secret_server.url.removeprefix("https://"),
        "content-length": str(len(BODY)),
        "connection": "close",
        "x-some": "header",
    }
    assert received.body == BODY


def test_an_error_of_the_service_is_a_reply_too(secret_server: SecretServer) -> None:
    secret_server.faults.append(error(503, "ServiceUnavailable"))

    assert send(secret_server).status == 503


def test_a_reply_in_many_pieces_is_put_together(secret_server: SecretServer) -> None:
    secret_server.set_secret("x" * 300_000)

    assert len(send(secret_server).body) > 300_000


def test_the_length_counts_and_not_what_follows(secret_server: SecretServer) -> None:
    secret_server.faults.append(raw(b"HTTP/1.1 200 OK\r\ncontent-LENGTH:2\r\n\r\n{}rest"))

    assert send(secret_server) == Reply(200, b"{}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Len",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\nContent-Length: 0\r\n\r\n",
        b"\x00\xff" * 1000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_whole_reply_is_an_error(secret_server: SecretServer, content: bytes) -> None:
    secret_server.faults.append(raw(content))

    with pytest.raises(BadReplyError):
        send(secret_server)


def test_a_reply_larger_than_any_that_is_meant_is_an_error(secret_server: SecretServer) -> None:
    secret_server.faults.append(raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * MAX_REPLY_BYTES))

    with pytest.raises(BadReplyError, match="larger"):
        send(secret_server)


def test_a_broken_connection_is_an_error(secret_server: SecretServer) -> None:
    secret_server.faults.append(reset)

    with pytest.raises(OSError, match=r"reset|EOF"):
        send(secret_server)


@pytest.mark.parametrize("fault", [silence, drip])
def test_a_reply_that_is_not_whole_in_time_is_an_error(secret_server: SecretServer, fault: object) -> None:
    secret_server.faults.append(fault)  # type: ignore[arg-type]
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        send(secret_server, timeout=0.3)

    assert time.monotonic() - started < 5


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word, so that no handshake ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_handshake_that_does_not_end_is_an_error(silent_port: int) -> None:
    with pytest.raises(TimeoutError):
        post(Endpoint("https", "127.0.0.1", silent_port), {}, b"", tls=tls_context(None), timeout=0.3)


def test_a_port_that_nobody_listens_on_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(ConnectionRefusedError):
        post(Endpoint("https", "localhost", port), {}, b"", tls=tls_context(None), timeout=30)


def test_a_server_of_another_authority_is_not_told_anything(
    secret_server: SecretServer, tmp_path: Path
) -> None:
    stranger = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(stranger)

    with pytest.raises(OSError, match="certificate verify failed"):
        post(parse_endpoint(secret_server.url), {}, BODY, tls=tls_context(str(stranger)), timeout=30)

    assert secret_server.received == []


def test_a_server_with_another_name_is_not_told_anything(secret_server: SecretServer) -> None:
    endpoint = parse_endpoint(secret_server.url)._replace(hostname="127.0.0.1")

    with pytest.raises(OSError, match="certificate verify failed"):
        post(endpoint, {}, BODY, tls=tls_context(str(secret_server.ca_file)), timeout=30)

    assert secret_server.received == []
