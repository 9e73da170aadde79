"""Lambda's Runtime API for one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html."""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100  # bytes; the limit in AWS's own error message
PREFIX = "/2018-06-01/runtime"


@dataclass(frozen=True)
class Invocation:
    """The input of one call. `deadline_ms` is in milliseconds since 1970."""

    request_id: str
    function_arn: str
    trace_id: str
    payload: bytes
    deadline_ms: int


@dataclass(frozen=True)
class Ready:
    """The runtime asked for its next invocation."""


@dataclass(frozen=True)
class Answer:
    """The function's answer, or the error that it or its import raised; JSON in both cases.

    `is_last`: the runtime ends after it, as AWS's client does when its import or its answer was refused.
    """

    payload: bytes
    is_error: bool
    is_last: bool = False


class RuntimeApi:
    """Serves one runtime process. Put invocations into `invocations`; the answers are in `received`."""

    def __init__(self) -> None:
        self.invocations: queue.Queue[Invocation | None] = queue.Queue()
        self.received: queue.Queue[Ready | Answer] = queue.Queue()
        self._server = _Server(self)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving, and release a runtime that waits for an invocation."""
        self.invocations.put(None)
        # It ends within half a second. No caller needs to wait for that.
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi) -> None:
        self.api = api
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: Any) -> None:
        """Log nothing about a connection that ended with its process."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"  # the runtime reuses its connection
    # Send head and body in one packet: otherwise each call waits 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Wait for the next invocation and return it."""
        if self.path != f"{PREFIX}/invocation/next":
            self._answer(404)
            return
        self.server.api.received.put(Ready())
        invocation = self.server.api.invocations.get()
        if invocation is None:
            self.close_connection = True
            return
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
            "Lambda-Runtime-Trace-Id": invocation.trace_id,
        }
        self._answer(200, invocation.payload, headers)

    def do_POST(self) -> None:
        """Receive an answer or an error."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        received = self.server.api.received
        if self.path.endswith("/error"):
            received.put(Answer(body, is_error=True, is_last=self.path == f"{PREFIX}/init/error"))
        elif len(body) > MAX_ANSWER_BYTES:
            received.put(Answer(TOO_LARGE, is_error=True, is_last=True))
            self._answer(413)
            return
        else:
            received.put(Answer(body, is_error=False))
        self._answer(202)

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


def error(kind: str, message: str) -> bytes:
    """Return an error in the form in which Lambda reports it."""
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()


TOO_LARGE = error(
    "Function.ResponseSizeTooLarge",
    f"Response payload size exceeded maximum allowed payload size ({MAX_ANSWER_BYTES} bytes).",
)
