"""Answers `GET /upload-url`: a presigned URL for one upload, to callers who know the secret."""

from __future__ import annotations

import json
import os
import time

from auth_secret import AuthSecret, SecretUnavailableError
from authorization import Authorization, Verdict
from file_key import new_file_key
from http_answer import Answer, encode_answer, failure, preflight, success
from proxy_event import ProxyEvent, decode_event
from secrets_manager import secret_reader
from upload_grant import grant_upload
from upload_request import ParameterError, parse_upload_request
from url_settings import read_settings

AUTH_HEADER = "x-api-gateway-img-upload-auth"

SETTINGS = read_settings(os.environ)
AUTHORIZATION = Authorization(
    AuthSecret(SETTINGS.secret_id, secret_reader(SETTINGS)).read, SETTINGS.secret_cache_seconds
)


def handler(event: object, context: object) -> dict[str, object]:
    """Answer an event of API Gateway's Lambda proxy integration; whatever it holds, it gets an answer."""
    started = time.monotonic()
    request = decode_event(event)
    answer, notes = _respond(request)
    _log(answer.status, notes, context, time.monotonic() - started)
    return encode_answer(answer, request.header("origin"), SETTINGS.allowed_origins)


def _respond(request: ProxyEvent) -> tuple[Answer, dict[str, object]]:
    """Return the answer and what the log may know of it: nothing secret and nothing unchecked."""
    if request.method == "OPTIONS":
        return preflight(AUTH_HEADER), {}
    try:
        verdict = AUTHORIZATION.check(_candidates(request))
        if verdict is not Verdict.ACCEPTED:
            return _refusal(verdict)
        if request.method != "GET":
            return failure("method_not_allowed", "Use GET."), {"code": "method_not_allowed"}
        upload = parse_upload_request(
            request.parameters,
            SETTINGS.content_types,
            SETTINGS.max_upload_bytes,
            require_size=SETTINGS.require_size,
        )
    except ParameterError as error:
        notes: dict[str, object] = {"code": error.code, "parameter": error.parameter}
        return failure(error.code, error.message, error.parameter), notes
    except SecretUnavailableError as error:
        message = "The request could not be checked. Try again."
        return failure("internal_error", message), {"code": "internal_error", "cause": str(error)}
    file_key = new_file_key(SETTINGS.prefix, upload.user_id, upload.filename, upload.extension)
    grant = grant_upload(SETTINGS, upload, file_key, time.time())
    return success(grant), {"file_key": file_key, "size": upload.size}


def _refusal(verdict: Verdict) -> tuple[Answer, dict[str, object]]:
    level = "ERROR" if verdict is Verdict.UNSET else "INFO"  # the one is the operator's to mend
    code, message = "forbidden", "Forbidden"
    if verdict is Verdict.NOT_COMPARED:
        code, message = "too_many_requests", "Too many requests"
    return failure(code, message), {"code": code, "cause": verdict.value, "level": level}


def _candidates(request: ProxyEvent) -> tuple[bytes, ...]:
    """Return the bytes that the auth header may have been, none if it is missing or contradicts itself.

    HTTP does not say how a header's bytes become text: a secret beyond ASCII may arrive decoded as UTF-8 or
    byte by byte (Latin-1).
    """
    value = request.header(AUTH_HEADER)
    if not value:
        return ()
    utf8 = value.encode("utf-8", "surrogatepass")
    try:
        return (utf8, value.encode("latin-1"))
    except UnicodeEncodeError:
        return (utf8,)


def _log(status: int, notes: dict[str, object], context: object, seconds: float) -> None:
    line = {
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "level": "ERROR" if status >= 500 else "INFO",
        "message": "upload URL",
        "request_id": getattr(context, "aws_request_id", None),
        "status": status,
        **notes,
        "milliseconds": round(seconds * 1000, 1),
    }
    print(json.dumps(line))
