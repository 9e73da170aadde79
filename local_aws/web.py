"""Serves the web client of examples/web for a stack, only on the loopback interface."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from local_aws import processes
from local_aws.engine import ROOT, LocalAwsError

if TYPE_CHECKING:
    from local_aws.stack import Stack

MODE = "bucketav"  # shows more than plain mode: an infected file, and the wait for the scan
START_SECONDS = 30  # timeout until the page answers


def listen() -> socket.socket:
    """Return a listening socket on a free port: a stack needs the page's origin before it is deployed."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def origin(listener: socket.socket) -> str:
    """Return the origin of the page that `listener` will serve."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def serve(stack: Stack, listener: socket.socket, name: str = MODE, **variables: str) -> Stack:
    """Serve the page of one mode and return the stack with its URL; the page ends with the stack.

    `variables` are added to the backend's environment. Raises LocalAwsError.
    """
    mode, url = stack.modes[name], origin(listener)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "UPLOAD_API_URL": mode.api_url,
        "UPLOAD_API_SECRET": mode.auth_secret,
        "UPLOAD_ORIGIN": stack.engine.endpoint_url,
        "PAGE_ORIGIN": url,
        "SESSION_KEY": secrets.token_urlsafe(),
        processes.MARK: str(stack.folder),
        **({"SSL_CERT_FILE": str(stack.engine.ca_bundle)} if stack.engine.ca_bundle else {}),
        **variables,
    }
    log = stack.folder / "page.log"
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "examples/web/demo_app.py"), str(listener.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            env=environment,
            start_new_session=True,
        )
    # Ends with the stack, which finds the process by its mark.
    threading.Thread(target=child.wait, daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if child.poll() is not None or time.monotonic() > deadline:
            raise LocalAwsError(f"The page does not answer. End of its log:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
    return replace(stack, page_url=url)


def page_message(stack: Stack) -> str:
    """Return a sentence with the page's URL, and how to make a browser trust the local S3."""
    if stack.page_url is None:
        return "No page is served."
    page = f"The upload page is at {stack.page_url} ."
    if not stack.engine.ca_bundle:
        return page
    return (
        f"{page} The local S3 has its own certificate: open {stack.engine.endpoint_url} once and accept "
        "it. Otherwise every upload fails."
    )


def fingerprint(certificate: Path) -> str:
    """Return a PEM certificate's key hash for Chromium's --ignore-certificate-errors-spki-list."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(encoded).digest()).decode()


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/api/session", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
