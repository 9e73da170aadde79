"""Faults of the one call that the URL function makes: reading the secret."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from local_aws.engine import Engine
from tests.faults.injection import Fault, KilledError
from tests.unit.handlers import load_handler

SECRET = "correct horse"  # noqa: S105 - a test's
SECRET_NAME = "faults/image-upload/secrets"  # noqa: S105 - its name
REQUEST = {
    "httpMethod": "GET",
    "headers": {"x-api-gateway-img-upload-auth": SECRET},
    "queryStringParameters": {"userId": "u", "filename": "cat", "ext": "png"},
}


@contextmanager
def spoiled(engine: Engine, faults: list[Fault]) -> Iterator[Any]:
    """Give the URL function, cold started, with these faults on its next requests."""
    variables = {
        **engine.environment(),
        "UPLOADS_BUCKET": "bucket",
        "UPLOADS_PREFIX": "uploads/",
        "AUTH_SECRET_ID": SECRET_NAME,
        "AUTH_SECRET_CACHE_SECONDS": "60",
        "URL_EXPIRATION_SECONDS": "300",
        "MAX_UPLOAD_BYTES": "10485760",
        "ALLOWED_EXTENSIONS": json.dumps({"png": "image/png"}),
        "CORS_ALLOWED_ORIGINS": "[]",
        "TRANSFER_ACCELERATION": "false",
    }
    import https_call
    import secrets_manager

    coming = list(faults)

    def post(*arguments: Any, **named: Any) -> https_call.Reply:
        fault = coming.pop(0) if coming else None
        match fault:
            case None:
                return https_call.post(*arguments, **named)
            case Fault.THROTTLED:
                return https_call.Reply(400, b'{"__type": "ThrottlingException"}')
            case Fault.SERVER_ERROR:
                return https_call.Reply(500, b'{"__type": "InternalServiceError"}')
            case Fault.NO_CONNECTION | Fault.ANSWER_LOST:
                raise TimeoutError
            case Fault.RESET | Fault.ANSWER_RESET:
                raise ConnectionResetError
            case Fault.ANSWER_CUT:
                raise https_call.BadReplyError("cut")
            case Fault.KILLED_BEFORE | Fault.KILLED_AFTER:
                raise KilledError

    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        mock.patch.dict(os.environ, {**others, **variables}, clear=True),
        mock.patch.object(secrets_manager, "post", post),
        mock.patch("auth_secret.time.sleep"),
    ):
        yield load_handler("get_presigned_url").handler
