"""A local server for `sts:GetCallerIdentity`, the only AWS call that a plan of the module makes.

The provider itself knows region and partition. So a plan needs no engine, no account and no real key.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ACCOUNT = "123456789012"

_ANSWER = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::{ACCOUNT}:user/planner</Arn>
    <UserId>AIDAPLANNER</UserId>
    <Account>{ACCOUNT}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>
""".encode()

_REFUSAL = b"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Unknown</Message></Error>
</ErrorResponse>
"""


class StsStub:
    """A server on loopback that replaces every AWS service and answers only `sts:GetCallerIdentity`.

    Attributes:
        url: its address.
        unknown_calls: all other calls, which it refused: method, path and action.
    """

    def __init__(self) -> None:
        self.unknown_calls: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def environment(self, region: str) -> dict[str, str]:
        """Return environment variables that make an AWS client call only this server, for `region`."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": region,
            "AWS_ACCESS_KEY_ID": "fake-key",
            "AWS_SECRET_ACCESS_KEY": "fake-secret-key",
            "AWS_EC2_METADATA_DISABLED": "true",
            # The user's files, which could name a profile, a role or another endpoint.
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def serve(self) -> None:
        """Answer until `close` is called."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        unknown_calls = self.unknown_calls

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
                action = parse_qs(body).get("Action", ["?"])[0]
                known = action == "GetCallerIdentity"
                if not known:
                    unknown_calls.append(f"{self.command} {self.path} {action}")
                answer = _ANSWER if known else _REFUSAL
                self.send_response(200 if known else 400)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            # All handled alike, because other services use other methods.
            do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Write nothing: `unknown_calls` has the calls."""

        return Handler


@contextmanager
def sts_stub() -> Iterator[StsStub]:
    """Start an `StsStub` on a free loopback port, and stop it at the end of the `with` block."""
    stub = StsStub()
    thread = threading.Thread(target=stub.serve, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.close()
        thread.join()
