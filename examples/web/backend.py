"""A backend-for-frontend: it keeps the API's secret, and asks for URLs on behalf of its signed-in user.

The page never gets the secret, cannot name a user and cannot change a key. `README.md` explains each measure.
Your own sign-in calls `start_session`; `demo_app.py` has a sign-in for one machine.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from flask import Flask, Response, abort, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import BadGateway, HTTPException, TooManyRequests

PAGE = Path(__file__).with_name("page")
AUTH_HEADER = "x-api-gateway-img-upload-auth"
WANTED = {"filename": str, "ext": str, "size": int, "checksumSha256": str}
URLS_A_USER = parse("60/minute")
POLLS_A_USER = parse("600/minute")  # enough for twenty files, polled with growing pauses


@dataclass(frozen=True)
class Settings:
    """The settings from environment variables; `read_settings` explains each."""

    api_url: str
    api_secret: str = field(repr=False)
    session_key: str = field(repr=False)
    page_origin: str
    upload_origin: str
    limits: str
    max_bytes: int
    extensions: tuple[str, ...]


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings in `environ`. Raises KeyError for a missing variable."""
    return Settings(
        api_url=environ["UPLOAD_API_URL"],  # the module's output `api_url`
        api_secret=environ["UPLOAD_API_SECRET"],  # the secret's value in Secrets Manager
        session_key=environ["SESSION_KEY"],  # signs sessions and tickets; the same in every process
        page_origin=environ["PAGE_ORIGIN"],  # of this page in browsers; also in cors_allowed_origins
        upload_origin=environ["UPLOAD_ORIGIN"],  # of the bucket, as in the API's upload URLs
        limits=environ.get("LIMITS_STORAGE", "memory://"),  # for one process; several need `redis://...`
        max_bytes=int(environ.get("MAX_UPLOAD_BYTES", "10485760")),
        extensions=tuple(environ.get("ALLOWED_EXTENSIONS", "jpg,jpeg,png,webp,gif").split(",")),
    )


def create_app(settings: Settings) -> Flask:
    """Return the application: the page, and the endpoints that it calls."""
    app = Flask(__name__, static_folder=PAGE, static_url_path="")
    is_tls = settings.page_origin.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.session_key,
        SESSION_COOKIE_NAME="__Host-session" if is_tls else "session",
        SESSION_COOKIE_SECURE=is_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        TRUSTED_HOSTS=[urlsplit(settings.page_origin).hostname],
        MAX_CONTENT_LENGTH=8192,
    )
    api = _Api(settings)
    tickets = URLSafeSerializer(settings.session_key, salt="upload")
    limiter = FixedWindowRateLimiter(storage_from_string(settings.limits))

    def user_within(limit: RateLimitItem) -> str:
        user: str | None = session.get("user_id")
        if user is None:
            abort(401)
        if not limiter.hit(limit, user):
            raise TooManyRequests(retry_after=10)
        return user

    @app.before_request
    def check_sender() -> None:
        """Refuse requests of other pages (CSRF): their Origin differs, and they cannot read the token."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        token, sent = session.get("csrf", ""), request.headers.get("X-CSRF-Token", "")
        if request.headers.get("Origin") != settings.page_origin:
            abort(403)
        if not token or not hmac.compare_digest(token.encode(), sent.encode()):
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            f"img-src 'self' blob: {settings.upload_origin}; connect-src 'self' {settings.upload_origin}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(HTTPException)
    def tell(error: HTTPException) -> Any:
        if error.response is not None:
            return error.response
        headers = dict(error.get_headers()) | {"Content-Type": "application/json"}
        return {"error": {"code": error.name, "message": error.description}}, error.code, headers

    @app.get("/")
    def page() -> Response:
        return app.send_static_file("index.html")

    @app.get("/api/session")
    def describe_session() -> Any:
        session.setdefault("csrf", secrets.token_urlsafe())
        return {
            "user_id": session.get("user_id"),
            "csrf": session["csrf"],
            "max_bytes": settings.max_bytes,
            "extensions": settings.extensions,
        }

    @app.post("/api/sign-out")
    def sign_out() -> Any:
        session.clear()
        return {}

    @app.post("/api/uploads")
    def ask_for_url() -> Any:
        user, wanted = user_within(URLS_A_USER), request.get_json()
        if not isinstance(wanted, dict) or not all(
            isinstance(wanted.get(name), kind) for name, kind in WANTED.items()
        ):
            abort(400)
        permission = api.ask(
            "upload-url",
            userIdBase64url=_base64url(user),
            filenameBase64url=_base64url(wanted["filename"]),
            **{name: str(wanted[name]) for name in ("ext", "size", "checksumSha256")},
        )
        shown = {name: permission[name] for name in ("upload_url", "method", "headers", "expires_in")}
        return {**shown, "ticket": tickets.dumps([user, permission["file_key"]])}

    @app.get("/api/uploads/<ticket>")
    def tell_status(ticket: str) -> Any:
        user = user_within(POLLS_A_USER)
        try:
            owner, file_key = tickets.loads(ticket)
        except BadSignature:
            abort(404)
        if owner != user:
            abort(404)
        item = api.ask(
            "upload-status", userIdBase64url=_base64url(user), fileKeyBase64url=_base64url(file_key)
        )
        return {
            "status": item["status"],
            "reason": item.get("reason"),
            "arrived": "uploaded_at" in item,
            "thumbnail_url": item.get("thumbnail_urls", {}).get("default"),
        }

    return app


def start_session(user_id: str) -> None:
    """Sign a user in, after your sign-in has identified the user."""
    session.clear()  # a CSRF token from before the sign-in is invalid afterwards
    session["user_id"] = user_id


class _Api:
    """Calls the upload API with the secret."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.api_url.removesuffix("/upload-url")
        self._headers = {AUTH_HEADER: settings.api_secret}
        # No redirects: they could send the secret to another host. No retries: the page itself retries.
        self._http = urllib3.PoolManager(retries=False, timeout=15, maxsize=8)

    def ask(self, path: str, **parameters: str) -> dict[str, Any]:
        """Return the API's answer; the page gets its refusal of a parameter (400) and its limit (429)."""
        try:
            answer = self._http.request(
                "GET", f"{self._base}/{path}", fields=parameters, headers=self._headers
            )
        except urllib3.exceptions.HTTPError as error:
            # The error's own text contains the URL, and so the user id.
            raise BadGateway("The upload service does not answer. Try again.") from error
        if answer.status == 200:
            body: dict[str, Any] = answer.json()
            return body
        if answer.status == 400:
            abort(Response(answer.data, 400, mimetype="application/json"))
        if answer.status == 429:
            raise TooManyRequests(retry_after=int(answer.headers.get("Retry-After", "1")))
        raise BadGateway(f"The upload service answered {answer.status}. Try again.")


def _base64url(text: str) -> str:
    """Encode a name, because a web ACL refuses plain names that resemble attacks."""
    return urlsafe_b64encode(text.encode(errors="replace")).decode()
