"""Lambda entry point of `GET /upload-url`: returns a presigned URL for one upload if the secret is right."""

from __future__ import annotations

import os
import time

from file_key import new_file_key
from gate import Gate, Response
from http_answer import success
from metrics import Metrics
from proxy_event import ProxyEvent
from signed_call import caller
from upload_grant import grant_upload
from upload_id import upload_id
from upload_request import parse_upload_request
from url_settings import read_settings

SETTINGS = read_settings(os.environ)
METRICS = Metrics(SETTINGS.bucket, SETTINGS.api.metrics_function)
GATE = Gate("upload URL", SETTINGS.api, caller(SETTINGS.api), METRICS, ("UrlsIssued", "UrlsRefused"))


def handler(event: object, context: object) -> dict[str, object]:
    """Answer an event of API Gateway's Lambda proxy integration. A malformed event gets an error response."""
    return GATE.answer(event, context, _grant)


def _grant(request: ProxyEvent) -> Response:
    upload = parse_upload_request(
        request.parameters,
        SETTINGS.content_types,
        SETTINGS.max_upload_bytes,
        require_size=SETTINGS.require_size,
    )
    file_key = new_file_key(SETTINGS.prefix, upload.user_id, upload.filename, upload.extension)
    grant = grant_upload(SETTINGS, upload, file_key, time.time())
    return success(grant), {"upload": upload_id(file_key), "size": upload.size}
