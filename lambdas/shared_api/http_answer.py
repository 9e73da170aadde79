"""HTTP responses in the format of API Gateway's Lambda proxy integration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

ALWAYS = {
    "Cache-Control": "no-store",  # a presigned URL grants an upload, and a status changes
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT_SECONDS = 7200  # 2 h; browsers cap the preflight's cache time, Chromium at this value

ERROR_STATUS = {
    "missing_parameter": 400,
    "invalid_parameter": 400,
    "forbidden": 403,
    "method_not_allowed": 405,
    "too_many_requests": 429,
    "internal_error": 500,
}
ERROR_HEADERS = {
    "method_not_allowed": {"Allow": "GET, OPTIONS"},
    "too_many_requests": {"Retry-After": "1"},  # seconds
}


class Answer(NamedTuple):
    """A response before encoding; `body` None means no body."""

    status: int
    body: Mapping[str, object] | None
    headers: Mapping[str, str]


def success(body: Mapping[str, object]) -> Answer:
    """Return a 200 response with `body`."""
    return Answer(200, body, {})


def failure(code: str, message: str, parameter: str | None = None) -> Answer:
    """Return the error response for `code`. `message` is a sentence without unchecked input."""
    error = {"code": code, "message": message}
    if parameter is not None:
        error["parameter"] = parameter
    return Answer(ERROR_STATUS[code], {"error": error}, ERROR_HEADERS.get(code, {}))


def preflight(request_header: str) -> Answer:
    """Return the response to a CORS preflight: pages may send a GET with `request_header`."""
    headers = {
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": request_header,
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return Answer(204, None, headers)


def encode_answer(answer: Answer, origin: str | None, allowed_origins: tuple[str, ...]) -> dict[str, object]:
    """Return the response in the proxy integration's format, with CORS headers if `origin` is allowed."""
    headers = {**ALWAYS, **answer.headers}
    if answer.body is not None:
        headers["Content-Type"] = "application/json"
    if allowed_origins:
        headers["Vary"] = "Origin"
    if origin is not None and origin in allowed_origins:
        headers["Access-Control-Allow-Origin"] = origin
    return {
        "statusCode": answer.status,
        "headers": headers,
        "body": "" if answer.body is None else json.dumps(answer.body),
        "isBase64Encoded": False,
    }
