"""A fake AWS for cold starts, with TLS. It answers without delay, so only the function's time is measured."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from benchmarks.runtime import AUTH_SECRET, write_authorities

UPLOADED = "Sun, 01 Nov 2026 12:00:00 GMT"


@contextmanager
def running(folder: Path, upload: bytes, content_type: str) -> Iterator[tuple[str, Path]]:
    """Serve until the `with` block ends: the secret, `upload` for every GET, success for every write.

    Yields the endpoint, and the PEM file of its certificate authority, which is written to `folder`.
    """
    authority = trustme.CA()
    pem = folder / "authority.pem"
    pem.write_bytes(authority.cert_pem.bytes())
    write_authorities(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    class Handler(_Handler):
        pass

    Handler.upload, Handler.content_type = upload, content_type
    with _Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://localhost:{server.server_address[1]}", pem
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore broken connections, because a function may end without closing them. Report other errors."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upload = b""
    content_type = ""

    def do_GET(self) -> None:
        """Answer S3's GetObject."""
        headers = {
            "Content-Type": self.content_type,
            "ETag": '"0123456789abcdef0123456789abcdef"',
            "Last-Modified": UPLOADED,
            "x-amz-version-id": "v1",
        }
        self._send(headers, self.upload)

    def do_PUT(self) -> None:
        """Answer S3's PutObject."""
        self._body()
        self._send({"ETag": '"0123456789abcdef0123456789abcdef"', "x-amz-version-id": "v1"}, b"")

    def do_POST(self) -> None:
        """Answer the JSON services: GetSecretValue, GetItem (no item) and PutItem."""
        self._body()
        answer: dict[str, object] = {}
        if self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue":
            answer = {"Name": "secret", "SecretString": json.dumps({"API_GW_AUTH_SECRET": AUTH_SECRET})}
        self._send({"Content-Type": "application/x-amz-json-1.0"}, json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Log nothing."""

    def _body(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, headers: dict[str, str], body: bytes) -> None:
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
