"""GetSecretValue and DynamoDB's GetItem on a loopback port, over TLS, with faults to order."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import trustme

CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


class Received(NamedTuple):
    """A request as it arrived; header names in lower case."""

    headers: dict[str, str]
    body: bytes

    @property
    def label(self) -> str:
        return str(json.loads(self.body)["VersionStage"])


class SecretServer:
    """A server whose secret, faults and received requests a test sees and sets.

    Attributes:
        versions: SecretString by label.
        items: DynamoDB attributes by file key.
        faults: each takes one request instead of the secret, in order.
        received: every request.
    """

    def __init__(self, certificate: trustme.LeafCert, ca_file: Path) -> None:
        self.versions: dict[str, str] = {}
        self.items: dict[str, dict[str, Any]] = {}
        self.faults: deque[Fault] = deque()
        self.received: list[Received] = []
        self.ca_file = ca_file
        self.stopping = threading.Event()
        self._server = _QuietServer(("127.0.0.1", 0), self._handler_class())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(tls)
        # The handshake belongs to the connection's own thread: a silent client must not hold the others.
        self._server.socket = tls.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://localhost:{self._server.server_port}"

    @property
    def labels_read(self) -> list[str]:
        return [request.label for request in self.received]

    def set_secret(self, value: str, label: str = CURRENT) -> None:
        self.versions[label] = json.dumps({"API_GW_AUTH_SECRET": value})

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Received(headers, body)
                server.received.append(request)
                if server.faults:
                    server.faults.popleft()(self, server)
                elif headers.get("x-amz-target") == "DynamoDB_20120810.GetItem":
                    item = server.items.get(json.loads(body)["Key"]["file_key"]["S"])
                    answer(self, 200, {} if item is None else {"Item": item})
                elif request.label in server.versions:
                    answer(self, 200, {"Name": "s", "SecretString": server.versions[request.label]})
                else:
                    answer(self, 400, {"__type": "ResourceNotFoundException", "Message": "not found"})

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Say nothing."""

        return Handler

    @contextmanager
    def running(self) -> Iterator[SecretServer]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that give up are what these tests are about."""


Fault = Callable[[BaseHTTPRequestHandler, SecretServer], None]


def answer(handler: BaseHTTPRequestHandler, status: int, body: object) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/x-amz-json-1.1")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def error(status: int, name: str) -> Fault:
    return lambda handler, _: answer(handler, status, {"__type": f"com.amazonaws.secretsmanager#{name}"})


def raw(content: bytes) -> Fault:
    """Send these bytes and close."""

    def fault(handler: BaseHTTPRequestHandler, _: SecretServer) -> None:
        handler.wfile.write(content)
        handler.close_connection = True

    return fault


def reset(handler: BaseHTTPRequestHandler, _: SecretServer) -> None:
    """Break the connection."""
    linger_no_seconds = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_no_seconds)
    handler.connection.close()


def silence(handler: BaseHTTPRequestHandler, server: SecretServer) -> None:
    """Do not answer, and close after five seconds."""
    server.stopping.wait(timeout=5)
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler, server: SecretServer) -> None:
    """Send a header byte by byte for five seconds, each well within any timeout of a single read."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(500):
        if server.stopping.wait(timeout=0.01):
            break
        handler.wfile.write(b"x")
    handler.close_connection = True
