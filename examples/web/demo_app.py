"""The backend with a demonstration's sign-in: every sign-in makes a new guest, on this machine alone.

UPLOAD_API_URL=... UPLOAD_API_SECRET=... PAGE_ORIGIN=http://127.0.0.1:8080 ... python demo_app.py
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import waitress
from backend import Settings, create_app, read_settings, start_session
from flask import Flask, abort, request


def create_demo(settings: Settings) -> Flask:
    """Return the application with the guests' sign-in. Raises ValueError if the page is not on loopback."""
    place = urlsplit(settings.page_origin)
    if not _is_loopback(place.hostname):
        raise ValueError(
            "The demo's sign-in asks for no password: PAGE_ORIGIN must be http://127.0.0.1:PORT."
        )
    app = create_app(settings)
    # Cookies ignore the port, so the pages of two stacks need different cookie names.
    app.config["SESSION_COOKIE_NAME"] = f"session-{place.port}"

    @app.post("/api/sign-in")
    def sign_in() -> Any:
        if not _is_loopback(request.remote_addr):
            abort(403)
        start_session(f"guest-{secrets.token_hex(8)}")
        return {}

    return app


def _is_loopback(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def main() -> None:
    """Serve on the port of PAGE_ORIGIN, or on a listening socket: the first argument is its descriptor."""
    settings = read_settings(os.environ)
    app, port = create_demo(settings), urlsplit(settings.page_origin).port
    if len(sys.argv) > 1:
        waitress.serve(app, sockets=[socket.socket(fileno=int(sys.argv[1]))], threads=8)
    else:
        waitress.serve(app, listen=f"127.0.0.1:{port}", threads=8)


if __name__ == "__main__":
    main()
