"""Faults of GetSecretValue, the URL function's only call, on the wire and over TLS."""

from __future__ import annotations

import itertools
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from unittest import mock

import https_call
import retrying_call
import signed_call
import trustme

from tests.faults.campaign import TIMES, Outcome
from tests.faults.injection import Fault, KilledError
from tests.unit.get_presigned_url import secret_server
from tests.unit.get_presigned_url.secret_server import SecretServer
from tests.unit.handlers import load_handler

CALL = "GetSecretValue"
ATTEMPT_SECONDS = 0.3  # timeout of one attempt here
SECRET = "correct horse"  # noqa: S105 - a test's
REQUEST = {
    "httpMethod": "GET",
    "headers": {"x-api-gateway-img-upload-auth": SECRET},
    "queryStringParameters": {"userId": "u", "filename": "cat", "ext": "png"},
}
VARIABLES = {
    "UPLOADS_BUCKET": "bucket",
    "UPLOADS_PREFIX": "uploads/",
    "AUTH_SECRET_ID": "faults/image-upload/secrets",
    "AUTH_SECRET_CACHE_SECONDS": "60",
    "URL_EXPIRATION_SECONDS": "300",
    "MAX_UPLOAD_BYTES": "10485760",
    "ALLOWED_EXTENSIONS": json.dumps({"png": "image/png"}),
    "CORS_ALLOWED_ORIGINS": "[]",
    "TRANSFER_ACCELERATION": "false",
    "REQUIRE_SIZE": "false",
    "DNS_SUFFIX": "amazonaws.com",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "key",
}


@dataclass(frozen=True)
class Asked:
    """The outcome of a request for a URL; the caller retries a failed request once."""

    fault: Fault
    outcome: Outcome
    injected: int
    detail: str = ""
    call: str = CALL


@contextmanager
def spoiled(faults: list[Fault]) -> Iterator[Any]:
    """Yield the cold-started URL function; each of its requests takes the first fault from `faults`."""
    authority = trustme.CA()
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0)) as unanswered,  # accepts connections and never answers
        authority.cert_pem.tempfile(folder) as ca_file,
        SecretServer(authority.issue_cert("localhost"), Path(ca_file)).running() as server,
    ):
        server.set_secret(SECRET)
        post = https_call.post

        def spoiling(endpoint: Any, *arguments: Any, **named: Any) -> https_call.Reply:
            fault = faults.pop(0) if faults else None
            if fault is Fault.KILLED_BEFORE:
                raise KilledError
            if fault is Fault.NO_CONNECTION:
                endpoint = endpoint._replace(port=unanswered.getsockname()[1])
            if fault in _ON_THE_WIRE:
                server.faults.append(_ON_THE_WIRE[fault])
            reply = post(endpoint, *arguments, **named)
            if fault is Fault.KILLED_AFTER:
                raise KilledError
            return reply

        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        variables = VARIABLES | {"AWS_ENDPOINT_URL": server.url, "AWS_CA_BUNDLE": ca_file}
        with (
            mock.patch.dict(os.environ, others | variables, clear=True),
            mock.patch.object(signed_call, "post", spoiling),
            mock.patch.object(retrying_call, "ATTEMPT_SECONDS", ATTEMPT_SECONDS),
            mock.patch("retrying_call.time.sleep"),
        ):
            yield load_handler("get_presigned_url").handler


def ask() -> Iterator[Asked]:
    """Yield the outcome of a request for every fault: once, twice and until the function gives up."""
    for fault, times in itertools.product(Fault, TIMES):
        coming = [fault] * times
        with spoiled(coming) as handler:
            first = _status(handler)
            injected = times - len(coming)
            coming.clear()
            again = first if first == 200 else _status(handler)
        if again != 200 or first not in (200, 500, None):
            yield Asked(fault, Outcome.LOST, injected, f"{first}, then {again}")
        elif first == 200:
            yield Asked(fault, Outcome.RETRIED_BY_CLIENT, injected)
        else:
            yield Asked(fault, Outcome.DEAD_LETTERED, injected)


def _status(handler: Any) -> int | None:
    """Return the answer's status; None if the process was killed."""
    try:
        answer = handler(REQUEST, None)
    except KilledError:
        return None
    error = json.loads(answer["body"]).get("error", {}).get("code")
    assert answer["statusCode"] == 200 or error == "internal_error", answer
    return int(answer["statusCode"])


def _reset_in_the_answer(handler: BaseHTTPRequestHandler, server: SecretServer) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    secret_server.reset(handler, server)


_CUT = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"SecretString": "{'
_ON_THE_WIRE: dict[Fault | None, secret_server.Fault] = {
    Fault.THROTTLED: secret_server.error(400, "ThrottlingException"),
    Fault.SERVER_ERROR: secret_server.error(500, "InternalServiceError"),
    Fault.RESET: secret_server.reset,
    Fault.ANSWER_LOST: secret_server.silence,
    Fault.ANSWER_RESET: _reset_in_the_answer,
    Fault.ANSWER_CUT: secret_server.raw(_CUT),
}
