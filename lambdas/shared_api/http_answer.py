"""Answers in the form that API Gateway's Lambda proxy integration takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

ALWAYS = {
    "Cache-Control": "no-store",  # a URL is worth an upload, and a status changes
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT_SECONDS = 7200  # the longest that every browser keeps it

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
    """An answer before it is encoded; `body` None is none."""

    status: int
    body: Mapping[str, object] | None
    headers: Mapping[str, str]


def success(body: Mapping[str, object]) -> Answer:
    """Return the answer that carries `body`."""
    return Answer(200, body, {})


def failure(code: str, message: str, parameter: str | None = None) -> Answer:
    """Return the answer for the error `code`; `message` is a sentence that holds nothing unchecked."""
    error = {"code": code, "message": message}
    if parameter is not None:
        error["parameter"] = parameter
    return Answer(ERROR_STATUS[code], {"error": error}, ERROR_HEADERS.get(code, {}))


def preflight(request_header: str) -> Answer:
    """Return the answer to a browser that asks whether its page may send a GET with `request_header`."""
    headers = {
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": request_header,
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return Answer(204, None, headers)


def encode_answer(answer: Answer, origin: str | None, allowed_origins: tuple[str, ...]) -> dict[str, object]:
    """Return what the proxy integration expects, readable by a page of `origin` if that is allowed."""
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
