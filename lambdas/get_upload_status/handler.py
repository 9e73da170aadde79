"""Lambda entry point of `GET /upload-status`: returns the status of one upload if the secret is right."""

from __future__ import annotations

import os
import time

from gate import Gate, Response, failed
from http_answer import success
from item_reader import ItemReader
from metrics import Metrics
from proxy_event import ProxyEvent
from retrying_call import CallError
from signed_call import caller
from status_answer import status_answer
from status_request import ForeignKeyError, parse_status_request
from status_settings import read_status_settings
from upload_id import upload_id

SETTINGS = read_status_settings(os.environ)
CALLER = caller(SETTINGS.api)
GATE = Gate("upload status", SETTINGS.api, CALLER, Metrics(SETTINGS.bucket, SETTINGS.api.metrics_function))
ITEMS = ItemReader(SETTINGS.table, SETTINGS.dynamodb, CALLER)


def handler(event: object, context: object) -> dict[str, object]:
    """Answer an event of API Gateway's Lambda proxy integration. A malformed event gets an error response."""
    return GATE.answer(event, context, _tell)


def _tell(request: ProxyEvent) -> Response:
    try:
        wanted = parse_status_request(request.parameters, SETTINGS.prefix)
        item = ITEMS.read(wanted.user_id, wanted.file_key)
    except ForeignKeyError as error:
        return failed("forbidden", "Forbidden", cause=str(error))
    except CallError as error:
        return failed("internal_error", "The status could not be read. Try again.", cause=f"GetItem: {error}")
    body = status_answer(wanted, item, SETTINGS, time.time())
    return success(body), {"upload": upload_id(wanted.file_key), "upload_status": body["status"]}
