"""Answers in the form that API Gateway's Lambda proxy integration takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

ERROR_STATUS = {
    "missing_parameter": 400,
    "invalid_parameter": 400,
    "forbidden": 403,
    "method_not_allowed": 405,
    "internal_error": 500,
}


class Answer(NamedTuple):
    """Status and body of an answer."""

    status: int
    body: Mapping[str, object]


def error_answer(code: str, message: str, parameter: str | None = None) -> Answer:
    """Return the answer for the error `code`; `message` is a sentence that holds nothing unchecked."""
    error = {"code": code, "message": message}
    if parameter is not None:
        error["parameter"] = parameter
    return Answer(ERROR_STATUS[code], {"error": error})


def encode_answer(answer: Answer, origin: str | None, allowed_origins: tuple[str, ...]) -> dict[str, object]:
    """Return what the proxy integration expects, readable by a page of `origin` if that is allowed."""
    headers = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",  # a URL is worth an upload
        "X-Content-Type-Options": "nosniff",
    }
    if allowed_origins:
        headers["Vary"] = "Origin"
    if "*" in allowed_origins:
        headers["Access-Control-Allow-Origin"] = "*"
    elif origin is not None and origin in allowed_origins:
        headers["Access-Control-Allow-Origin"] = origin
    if answer.status == 405:
        headers["Allow"] = "GET"
    return {
        "statusCode": answer.status,
        "headers": headers,
        "body": json.dumps(answer.body),
        "isBase64Encoded": False,
    }
