"""Runs the clients of examples/ against a server that records their requests and gives planned answers."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients import command, each_client


class Api(HTTPServer):
    """An upload API and its S3. It refuses to give a URL if `answers` is empty.

    Attributes:
        asked: the parameters of each request for a URL.
        answers: the HTTP status of each PUT to come, in order.
        put: the content of each PUT.
        statuses: the answers to the polls to come, in order: HTTP status and body (text, or a value of JSON).
        polled: the time of each poll, and its parameters.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[dict[str, str]] = []
        self.answers: list[int] = []
        self.put: list[bytes] = []
        self.statuses: list[tuple[int, dict[str, object] | str]] = []
        self.polled: list[tuple[float, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/upload-url"


class _Answer(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        sent = {name: value for name, (value,) in query.items()}
        if self.path.startswith("/upload-status?"):
            self.server.polled.append((time.monotonic(), sent))
            status, body = self.server.statuses.pop(0)
            self._answer(status, (body if isinstance(body, str) else json.dumps(body)).encode())
            return
        self.server.asked.append(sent)
        if not self.server.answers:
            self._answer(400, b'{"error": {"code": "invalid_parameter", "message": "not this one"}}')
            return
        headers = {"Content-Type": "image/png", "If-None-Match": "*"}
        permission = {"upload_url": self.server.url, "file_key": "key", "method": "PUT", "headers": headers}
        self._answer(200, json.dumps(permission).encode())

    def do_PUT(self) -> None:
        assert self.headers["If-None-Match"] == "*"
        self.server.put.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self.server.answers.pop(0), b"<Error>\n<RequestId>409</RequestId>\n</Error>0")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "2")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Log nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(api: Api, client: str, file: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Upload a file as the user `auth0|1`."""
    return subprocess.run(
        command(client, "auth0|1", str(file)),
        env={
            "PATH": os.environ["PATH"],
            "NO_PROXY": "*",
            "UPLOAD_API_URL": api.url,
            "UPLOAD_API_SECRET": "x",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@each_client
@pytest.mark.parametrize(
    ("name", "filename", "ext"),
    [
        ("cat.png", "cat", "png"),
        ("my.old cat.PNG", "my.old cat", "PNG"),
        ("a&b=c +%20.jpg", "a&b=c +%20", "jpg"),
        ("猫>>>???~' or 1=1 --.jpg", "猫>>>???~' or 1=1 --", "jpg"),
        ("photo", "photo", ""),
        (".png", ".png", ""),
    ],
)
def test_the_extension_is_what_follows_the_last_dot_of_a_name(
    api: Api, tmp_path: Path, client: str, name: str, filename: str, ext: str
) -> None:
    (tmp_path / name).write_bytes(b"pixels")

    done = run(api, client, tmp_path / name)

    (asked,) = api.asked
    names = {name: urlsafe_b64decode(asked[f"{name}Base64url"]).decode() for name in ("userId", "filename")}
    assert names == {"userId": "auth0|1", "filename": filename}
    assert (asked["ext"], asked["size"]) == (ext, "6")
    assert not asked.keys() & {"userId", "filename"}
    assert (done.returncode, done.stdout) == (1, "")
    assert "not this one" in done.stderr


@each_client
@pytest.mark.parametrize(
    ("answers", "refusal"),
    [([409, 200], None), ([409, 409, 409], "409"), ([409, 412], "412"), ([412], "412"), ([403], "403")],
)
def test_a_put_is_sent_again_after_409_twice_at_most_and_after_nothing_else(
    api: Api, tmp_path: Path, client: str, answers: list[int], refusal: str | None
) -> None:
    (tmp_path / "cat.png").write_bytes(b"pixels")
    again = [200] if client == "node" and refusal is None else []  # its script uploads twice
    api.answers = [*answers, *again, 500]

    done = run(api, client, tmp_path / "cat.png")

    assert api.answers == [500]
    assert api.put == [b"pixels"] * len([*answers, *again])
    assert done.returncode == (0 if refusal is None else 1)
    assert done.stdout.strip() == ("key" if refusal is None else "")
    assert (refusal or "") in done.stderr


@each_client
def test_a_client_polls_until_there_is_a_result_and_as_seldom_as_it_is_told(
    api: Api, tmp_path: Path, client: str
) -> None:
    (tmp_path / "cat.png").write_bytes(b"pixels")
    api.answers = [200]
    busy: dict[str, object] = {"error": {"code": "too_many_requests", "message": "Too many requests"}}
    api.statuses = [
        (502, "<html>Bad gateway</html>"),
        (200, {"status": "pending"}),
        (429, busy),
        (200, {"status": "rejected", "reason": "empty"}),
    ]

    done = run(api, client, tmp_path / "cat.png", WAIT="1")

    assert (done.returncode, done.stderr) == (0, "")
    key, item = done.stdout.strip().splitlines()
    assert (key, json.loads(item)) == ("key", {"status": "rejected", "reason": "empty"})
    (_, sent), _, (told, _), (again, _) = api.polled
    decoded = {name: urlsafe_b64decode(value).decode() for name, value in sent.items()}
    assert decoded == {"userIdBase64url": "auth0|1", "fileKeyBase64url": "key"}
    assert again - told >= 2


@each_client
def test_a_client_gives_up_where_no_status_is_told(api: Api, tmp_path: Path, client: str) -> None:
    (tmp_path / "cat.png").write_bytes(b"pixels")
    api.answers = [200]
    api.statuses = [(403, {"error": {"code": "forbidden", "message": "Forbidden"}})]

    done = run(api, client, tmp_path / "cat.png", WAIT="1")

    assert (done.returncode, done.stdout.strip(), len(api.polled)) == (1, "key", 1)
    assert "Forbidden" in done.stderr
