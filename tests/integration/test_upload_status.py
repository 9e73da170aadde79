"""The API's answers about an upload's status."""

from __future__ import annotations

import io
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from PIL import Image

from local_aws import samples
from local_aws.client import Answer, send
from local_aws.stack import Stack
from tests.integration.flow import Flow, eventually
from tests.unit.get_presigned_url.interface import violations


@pytest.fixture(scope="module")
def plain(stack: Stack) -> Flow:
    return Flow(stack, "plain")


def headers_of(answer: Answer) -> dict[str, str]:
    return {name.title(): value for name, value in answer.headers.items()}


def ask(flow: Flow, user_id: str, file_key: str, **headers: str) -> Answer:
    values = {"userId": user_id, "fileKey": file_key}
    encoded = {f"{name}Base64url": urlsafe_b64encode(text.encode()).decode() for name, text in values.items()}
    url = flow.mode.api_url.removesuffix("/upload-url") + "/upload-status?"
    query = "&".join(f"{name}={text}" for name, text in encoded.items())
    sent = headers or {flow.mode.auth_header: flow.mode.auth_secret}
    answer = send("GET", url + query, sent, trust=flow.api.trust)
    described = violations("GET", answer.status, headers_of(answer), answer.json(), "/upload-status")
    assert [*described] == []
    return answer


def test_an_upload_is_pending_and_then_what_its_item_says(plain: Flow) -> None:
    key = "uploads/u-1/nothing has this key.png"
    assert ask(plain, "u-1", key).json() == {"user_id": "u-1", "file_key": key, "status": "pending"}

    upload = plain.upload(samples.jpeg(samples.landscape(640, 480)))

    def told_more() -> dict[str, Any] | None:
        body = ask(plain, upload.user_id, upload.file_key).json()
        return None if body["status"] == "pending" else body

    told = eventually(told_more, "a status")
    urls, seconds = told.pop("thumbnail_urls"), told.pop("thumbnail_urls_expire_in")
    assert told == plain.finished(upload)
    assert seconds == 120
    thumbnail = send("GET", urls["default"], {}, trust=plain.api.trust)
    assert Image.open(io.BytesIO(thumbnail.body)).size == (200, 150)


def test_of_others_uploads_and_without_the_secret_nothing_is_told(plain: Flow) -> None:
    upload = plain.upload(samples.jpeg(samples.landscape(32, 32)))

    for answer in (
        ask(plain, "somebody-else", upload.file_key),
        ask(plain, upload.user_id, upload.file_key, **{plain.mode.auth_header: "wrong"}),
    ):
        assert (answer.status, answer.json()["error"]["code"]) == (403, "forbidden")
