"""Runs the URL handler in this process, with a fake Secrets Manager, and checks its answers."""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from urllib.parse import unquote, urlsplit

import authorization
import https_call
import signed_call
from metadata_item import UploadName

from tests.unit.handlers import load_handler

AUTH_HEADER = "x-api-gateway-img-upload-auth"
SECRET = "correct-horse-battery-staple"  # noqa: S105 - a test's
ORIGINS = ["https://app.example.com", "https://admin.example.com"]
CONTENT_TYPES = {"gif": "image/gif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
MOST_BYTES = 10 * 1024 * 1024
BUCKET = "fuzzed-uploads"

ENVIRONMENT = {
    "UPLOADS_BUCKET": BUCKET,
    "UPLOADS_PREFIX": "uploads/",
    "AUTH_SECRET_ID": "fuzzed/secret",
    "AUTH_SECRET_CACHE_SECONDS": "3600",
    "URL_EXPIRATION_SECONDS": "300",
    "MAX_UPLOAD_BYTES": str(MOST_BYTES),
    "ALLOWED_EXTENSIONS": json.dumps(CONTENT_TYPES),
    "CORS_ALLOWED_ORIGINS": json.dumps(ORIGINS),
    "TRANSFER_ACCELERATION": "false",
    "REQUIRE_SIZE": "false",
    "DNS_SUFFIX": "amazonaws.com",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAFUZZED",
    "AWS_SECRET_ACCESS_KEY": "never-to-be-seen",
    "AWS_SESSION_TOKEN": "a-token",
}

# All texts that an error may have. None of them contains a part of the request, so an echo fails.
RULES = {
    "userId": (
        USER_ID_RULE := "must be 1 to 128 of the characters A-Z a-z 0-9 . _ @ - + : | = # and have no "
        "two dots in a row"
    ),
    "userIdBase64url": USER_ID_RULE,
    "ext": "must be one of gif, jpg, png, webp",
    "size": f"must be the file's size in bytes, in decimal digits, from 1 to {MOST_BYTES}",
    "checksumSha256": "must be the base64 of the file's SHA-256, 32 bytes",
}
PARAMETERS = ("userId", "filename", "ext", "size", "checksumSha256", "userIdBase64url", "filenameBase64url")
ERRORS: dict[int, list[dict[str, str]]] = {
    400: [
        *(
            {
                "code": "missing_parameter",
                "message": f"The query parameter '{name}' is required.",
                "parameter": name,
            }
            for name in PARAMETERS[:3]
        ),
        *(
            {
                "code": "invalid_parameter",
                "message": f"The query parameter '{name}' {rule}.",
                "parameter": name,
            }
            for name in PARAMETERS
            for rule in ("must be given once", "must be text", *filter(None, [RULES.get(name)]))
        ),
        *(
            {
                "code": "invalid_parameter",
                "message": f"The query parameter '{name}Base64url' must {rule}.",
                "parameter": f"{name}Base64url",
            }
            for name in PARAMETERS[:2]
            for rule in ("be the base64url of UTF-8 text", f"not be given together with '{name}'")
        ),
    ],
    403: [{"code": "forbidden", "message": "Forbidden"}],
    405: [{"code": "method_not_allowed", "message": "Use GET."}],
}
HEADERS = {
    "Cache-Control": {"no-store"},
    "X-Content-Type-Options": {"nosniff"},
    "Content-Type": {"application/json"},
    "Vary": {"Origin"},
    "Allow": {"GET, OPTIONS"},
    "Retry-After": {"1"},
    "Access-Control-Allow-Origin": set(ORIGINS),
    "Access-Control-Allow-Methods": {"GET"},
    "Access-Control-Allow-Headers": {AUTH_HEADER},
    "Access-Control-Max-Age": {"7200"},
}
USER_ID = re.compile(r"(?:[A-Za-z0-9_@+:|=#-]|\.(?!\.)){1,128}")
FILE = re.compile(r"[0-9a-f]{32}_([^/\\\x00-\x1f\x7f<>\"'&;?#*:|`$\u2028\u2029]+)\.([a-z]+)")

type Answer = dict[str, Any]


class WrongAnswerError(AssertionError):
    """The handler gave an answer that it must never give; the message says which."""


@contextlib.contextmanager
def started() -> Iterator[Callable[[object], Answer]]:
    """Yield the cold-started handler; each call must log one line without secret, key or signature."""
    reply = json.dumps({"SecretString": json.dumps({"API_GW_AUTH_SECRET": SECRET})}).encode()
    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        mock.patch.dict(os.environ, {**others, **ENVIRONMENT}, clear=True),
        mock.patch.object(signed_call, "post", return_value=https_call.Reply(200, reply)),
        # No rate limit, so that the handler compares every wrong secret.
        mock.patch.object(authorization, "READINGS_AT_ONCE", 10**9),
    ):
        handler = load_handler("get_presigned_url").handler

        def call(event: object) -> Answer:
            logged = io.StringIO()
            with contextlib.redirect_stdout(logged):
                answer: Answer = handler(event, None)
            _expect(logged.getvalue().count("\n") == 1, "not one line in the log", event)
            for hidden in (SECRET, "never-to-be-seen", "X-Amz-Signature"):
                _expect(hidden not in logged.getvalue(), "a secret in the log", event)
            return answer

        yield call


def check(event: object, answer: Answer) -> int:
    """Return the answer's status.

    Raises:
        WrongAnswerError: the contract does not allow this answer to this event.
    """
    _expect(
        set(answer) == {"statusCode", "headers", "body", "isBase64Encoded"}, "not the proxy's form", event
    )
    for name, value in answer["headers"].items():
        _expect(value in HEADERS.get(name, ()), f"the header {name}: {value!r}", event)
    status: int = answer["statusCode"]
    if status == 204:
        _expect(answer["body"] == "", "a body of a preflight", event)
        return status
    if not is_authorized(event):
        _expect(status == 403, "an answer to a stranger", event)
    body = json.loads(answer["body"])
    if status == 200:
        _check_grant(event, body)
    else:
        _expect(
            list(body) == ["error"] and body["error"] in ERRORS.get(status, ()), f"{status}: {body}", event
        )
    return status


def is_authorized(event: object) -> bool:
    """Return whether the auth header is present, and has only the secret as its value."""
    values: list[object] = []
    for source in ("headers", "multiValueHeaders"):
        fields = event.get(source) if isinstance(event, dict) else None
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if isinstance(name, str) and name.lower() == AUTH_HEADER and value is not None:
                values += value if isinstance(value, list) else [value]
    return bool(values) and all(value == SECRET for value in values)


def _sent(event: Any, name: str) -> object:
    """Return a parameter's value in a granted request, None if it was not sent; fails if it is repeated."""
    for source in ("multiValueQueryStringParameters", "queryStringParameters"):
        fields = event.get(source)
        found = fields.get(name) if isinstance(fields, dict) else None
        if found is not None:
            values = found if isinstance(found, list) else [found]
            _expect(len(values) <= 1, f"a granted request that repeats {name}", event)
            return values[0] if values else None
    return None


def _check_grant(event: object, body: dict[str, Any]) -> None:
    _expect(
        list(body) == ["upload_url", "file_key", "method", "headers", "expires_in"],
        "the form of a grant",
        event,
    )
    user, ext = _sent(event, "userId"), _sent(event, "ext")
    encoded = _sent(event, "userIdBase64url")
    if encoded:
        _expect(not user, "a user id in both forms", event)
        user = base64.urlsafe_b64decode(f"{encoded}==").decode()
    _expect(isinstance(user, str) and USER_ID.fullmatch(user), f"the user {user!r}", event)
    key = body["file_key"]
    folder, slash, name = key.rpartition("/")
    read_back = UploadName.parse(key, "uploads/")
    _expect(
        folder.count("/") == 1 and slash and read_back and read_back.user_id == user,
        f"a key outside the caller's folder: {key!r}",
        event,
    )
    found = FILE.fullmatch(name)
    _expect(found and ".." not in name, f"a file's name that is not safe: {name!r}", event)
    _expect(
        found
        and isinstance(ext, str)
        and found[2] == ext.lower()
        and ext.isascii()
        and found[2] in CONTENT_TYPES,
        f"the extension {ext!r}",
        event,
    )
    _expect(len(key.encode()) <= 768, "a key that is too long", event)
    url = urlsplit(body["upload_url"])
    _expect(
        url.netloc == f"{BUCKET}.s3.eu-central-1.amazonaws.com" and url.scheme == "https", url.netloc, event
    )
    _expect(unquote(url.path, errors="strict") == f"/{key}" and url.path.isascii(), url.path, event)
    headers = dict(body["headers"])
    checksum = headers.pop("x-amz-checksum-sha256", None)
    _expect(
        headers == {"Content-Type": CONTENT_TYPES[str(ext).lower()], "If-None-Match": "*"},
        str(headers),
        event,
    )
    _expect(checksum == _sent(event, "checksumSha256"), "another checksum", event)
    _expect(checksum is None or _is_digest(checksum), f"the checksum {checksum!r}", event)
    signed = dict(part.partition("=")[::2] for part in url.query.split("&"))["X-Amz-SignedHeaders"].split(
        "%3B"
    )
    size = _sent(event, "size")
    _expect(("content-length" in signed) == (size is not None), "the size is not signed", event)
    _expect(
        size is None or re.fullmatch(r"0*[1-9][0-9]{0,7}", str(size), re.ASCII), f"the size {size!r}", event
    )
    _expect((body["method"], body["expires_in"]) == ("PUT", 300), "method or expiry", event)


def _is_digest(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _expect(holds: object, said: str, event: object) -> None:
    if not holds:
        raise WrongAnswerError(f"{said}\n  for {event!r:.2000}")
