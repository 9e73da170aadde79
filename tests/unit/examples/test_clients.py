"""What the clients of examples/ ask for, held against a server that notes it and refuses."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients import command, each_client


class Api(HTTPServer):
    """An API that gives no URL; `asked` has the parameters of each request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusal)
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/upload-url"


class _Refusal(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        self.server.asked.append({name: value for name, (value,) in query.items()})
        body = b'{"error": {"code": "invalid_parameter", "message": "not this one"}}'
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@each_client
@pytest.mark.parametrize(
    ("name", "filename", "ext"),
    [
        ("cat.png", "cat", "png"),
        ("my.old cat.PNG", "my.old cat", "PNG"),
        ("a&b=c +%20.jpg", "a&b=c +%20", "jpg"),
        ("photo", "photo", ""),
        (".png", ".png", ""),
    ],
)
def test_the_extension_is_what_follows_the_last_dot_of_a_name(
    api: Api, tmp_path: Path, client: str, name: str, filename: str, ext: str
) -> None:
    (tmp_path / name).write_bytes(b"pixels")
    environment = {
        "PATH": os.environ["PATH"],
        "NO_PROXY": "*",
        "UPLOAD_API_URL": api.url,
        "UPLOAD_API_SECRET": "x",
    }

    done = subprocess.run(
        command(client, "u1", str(tmp_path / name)),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    (asked,) = api.asked
    assert {parameter: asked[parameter] for parameter in ("userId", "filename", "ext", "size")} == {
        "userId": "u1",
        "filename": filename,
        "ext": ext,
        "size": "6",
    }
    assert (done.returncode, done.stdout) == (1, "")
    assert "not this one" in done.stderr
