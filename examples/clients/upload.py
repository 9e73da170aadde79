"""Uploads one image, with Python's standard library alone.

    UPLOAD_API_URL=https://uploads.example.com/upload-url UPLOAD_API_SECRET=... python upload.py USER_ID FILE

This prints the file's key. With WAIT=1 it also waits for the file's result and prints it; the installation
must have `upload_status` for this. For a private certificate authority, set SSL_CERT_FILE, as for any Python
program.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

SECONDS = 60
# S3 answers 409 if another request for the same key ran at the same time, and asks for a retry.
PUT_ATTEMPTS = 3
PAUSE_SECONDS = 0.2  # after the first attempt; later pauses are longer
STATUS_SECONDS = 120  # longest wait for a result
MOST_PAUSE_SECONDS = 15


class UploadError(Exception):
    """The API or S3 refused the request, or did not answer; the message says which, and why.

    `status` is the HTTP status, None without an answer. `retry_after` is the wait in seconds that the server
    asks for.
    """

    def __init__(self, message: str, status: int | None = None, retry_after: float = 0) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


def ask(api_url: str, secret: str, user_id: str, file: Path) -> dict[str, Any]:
    """Return the permission to upload exactly this file: `upload_url`, `file_key`, `method`, `headers`.

    Raises UploadError.
    """
    content = file.read_bytes()
    query = urlencode(
        {
            # base64url, because a web ACL would refuse plain names that resemble attacks.
            "userIdBase64url": _base64url(user_id),
            "filenameBase64url": _base64url(file.stem),
            "ext": file.suffix.removeprefix("."),
            # Both are optional. With them the URL accepts this file and no other.
            "size": len(content),
            "checksumSha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
        }
    )
    request = urllib.request.Request(f"{api_url}?{query}", headers={"x-api-gateway-img-upload-auth": secret})
    answer = _send(request, "The API gives no URL")
    permission: dict[str, Any] = json.loads(answer)
    return permission


def wait(api_url: str, secret: str, user_id: str, file_key: str) -> dict[str, Any]:
    """Poll until the upload's status is not `pending`, with growing pauses; return the upload's item.

    Raises UploadError if the API refuses, or if the upload is still pending after two minutes.
    """
    query = urlencode({"userIdBase64url": _base64url(user_id), "fileKeyBase64url": _base64url(file_key)})
    url = f"{api_url.removesuffix('/upload-url')}/upload-status?{query}"
    request = urllib.request.Request(url, headers={"x-api-gateway-img-upload-auth": secret})
    deadline, pause = time.monotonic() + STATUS_SECONDS, PAUSE_SECONDS
    while True:
        least = 0.0
        try:
            item: dict[str, Any] = json.loads(_send(request, "The API tells no status"))
        except UploadError as error:
            if error.status != 429 and (error.status or 0) < 500:
                raise
            least = error.retry_after
        else:
            if item["status"] != "pending":
                return item
        if time.monotonic() >= deadline:
            raise UploadError(f"No result after {STATUS_SECONDS} seconds")
        time.sleep(max(least, pause))
        pause = min(2 * pause, MOST_PAUSE_SECONDS)


def _base64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def put(permission: dict[str, Any], content: bytes) -> None:
    """Upload `content` with exactly the headers that the API names. Raises UploadError."""
    request = urllib.request.Request(
        permission["upload_url"],
        data=content,
        headers=permission["headers"],
        method=permission["method"],
    )
    for attempt in range(1, PUT_ATTEMPTS + 1):
        try:
            _send(request, "S3 does not take the file")
        except UploadError as error:
            if error.status != 409 or attempt == PUT_ATTEMPTS:
                raise
            time.sleep(PAUSE_SECONDS * attempt)
        else:
            return


def _send(request: urllib.request.Request, failure: str) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        with contextlib.suppress(ValueError, KeyError, TypeError):  # S3's errors are XML
            text = json.loads(text)["error"]["message"]
        seconds = error.headers.get("Retry-After", "")
        retry_after = float(seconds) if seconds.isdigit() else 0
        raise UploadError(f"{failure}: {error.code}: {text}", error.code, retry_after) from None
    except urllib.error.URLError as error:
        raise UploadError(f"{failure}: {error.reason}") from None


def main() -> int:
    """Upload the file named on the command line."""
    if len(sys.argv) != 3:
        print(
            "usage: UPLOAD_API_URL=... UPLOAD_API_SECRET=... python upload.py USER_ID FILE", file=sys.stderr
        )
        return 2
    user_id, file = sys.argv[1], Path(sys.argv[2])
    try:
        permission = ask(os.environ["UPLOAD_API_URL"], os.environ["UPLOAD_API_SECRET"], user_id, file)
        put(permission, file.read_bytes())
        print(permission["file_key"])
        if os.environ.get("WAIT"):
            api_url, secret = os.environ["UPLOAD_API_URL"], os.environ["UPLOAD_API_SECRET"]
            print(json.dumps(wait(api_url, secret, user_id, permission["file_key"])))
    except UploadError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
