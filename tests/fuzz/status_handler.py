"""Runs the status handler in this process, with a table that has every item, and checks its answers."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import authorization
import https_call
import signed_call
from metadata_item import UploadName
from user_folder import user_folder

from tests.fuzz.gateway_requests import events
from tests.fuzz.url_handler import ENVIRONMENT, SECRET, Answer, WrongAnswerError, is_authorized
from tests.unit.get_presigned_url.interface import violations
from tests.unit.handlers import load_handler

KEYS = ("uploads/u/0_cat.png", "uploads/auth0!7C1/0_cat.png", "uploads/user-1/", "uploads/u/a/../b")


@contextlib.contextmanager
def started() -> Iterator[Callable[[object], Answer]]:
    """Yield the cold-started handler; its table has an item for every key."""

    def post(_endpoint: Any, _headers: Any, body: bytes, **_named: Any) -> https_call.Reply:
        asked = json.loads(body)
        if "SecretId" in asked:
            found: Any = {"SecretString": json.dumps({"API_GW_AUTH_SECRET": SECRET})}
        else:
            found = {"Item": {**asked["Key"], "status": {"S": "processed"}, "private": {"S": "never shown"}}}
        return https_call.Reply(200, json.dumps(found).encode())

    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    variables = ENVIRONMENT | {"METADATA_TABLE": "table", "THUMBNAIL_URL_SECONDS": "0"}
    with (
        mock.patch.dict(os.environ, {**others, **variables}, clear=True),
        mock.patch.object(signed_call, "post", post),
        mock.patch.object(authorization, "READINGS_AT_ONCE", 10**9),
    ):
        handler = load_handler("get_upload_status").handler

        def call(event: object) -> Answer:
            with contextlib.redirect_stdout(io.StringIO()):
                answer: Answer = handler(event, None)
            return answer

        yield call


def polls(seed: int) -> Iterator[Any]:
    """Yield requests for upload URLs, turned into polls: file keys, often valid ones, replace the names."""
    for number, event in enumerate(events(seed)):
        for source in ("queryStringParameters", "multiValueQueryStringParameters"):
            sent = event.get(source) if isinstance(event, dict) else None
            if isinstance(sent, dict):
                names = {form: sent.pop(f"filename{form}", None) for form in ("", "Base64url")}
                user = sent.get("userId")
                (text,) = user if isinstance(user, list) and len(user) == 1 else (user,)
                if number % 3 and isinstance(text, str):
                    own = f"uploads/{user_folder(text)}/0_cat.png"
                    key = own if number % 2 else KEYS[number % len(KEYS)]
                    names = {"": [key] if isinstance(user, list) else key}
                sent |= {f"fileKey{form}": name for form, name in names.items() if name is not None}
        yield event


def check(event: Any, answer: Answer) -> int:
    """Return the answer's status.

    Raises:
        WrongAnswerError: the contract does not allow this answer to this poll.
    """
    status: int = answer["statusCode"]
    body = json.loads(answer["body"] or "{}")
    method = event.get("httpMethod") if isinstance(event, dict) else None
    wrong = [*violations(str(method), status, answer["headers"], body, "/upload-status")]
    if status not in (204, 403) and not is_authorized(event):
        wrong.append("an answer to a stranger")
    if status not in (200, 204, 400, 403, 405) or answer["headers"]["Cache-Control"] != "no-store":
        wrong.append(f"the status {status}, or an answer that may be kept")
    if status == 200:
        name = UploadName.parse(body["file_key"], "uploads/")
        if body.keys() != {"user_id", "file_key", "status"}:
            wrong.append("more than an item")
        if not body["file_key"].endswith("/") and (name is None or name.user_id != body["user_id"]):
            wrong.append("another user's upload")
    if wrong:
        raise WrongAnswerError(f"{wrong}\n  for {event!r:.2000}")
    return status
