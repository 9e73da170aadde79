"""A presigned URL is valid until its expiry and not longer."""

from __future__ import annotations

import json

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.client import Permission, RefusedError
from local_aws.engine import ROOT
from tests.integration.conftest import needs
from tests.integration.flow import Flow, eventually, new_user
from tests.integration.probe import deployed

PHOTO = samples.jpeg(samples.landscape(320, 240))
PACKAGE = ROOT / "module/packages/get_presigned_url.zip"


@needs(Capability.SIGNATURES)
def test_an_expired_url_is_refused(flow: Flow) -> None:
    # A second copy of the deployed function, whose URLs expire after two seconds.
    with deployed(flow, "get_presigned_url", PACKAGE.read_bytes(), {"URL_EXPIRATION_SECONDS": "2"}) as short:
        event = {
            "httpMethod": "GET",
            "headers": {flow.mode.auth_header: flow.mode.auth_secret},
            "queryStringParameters": {"userId": new_user(), "filename": "cat", "ext": "jpg"},
        }
        permission = Permission(**json.loads(short.invoke(event)["body"]))
    version = flow.api.put(permission, PHOTO)

    def refused() -> RefusedError | None:
        try:
            flow.api.put(permission, PHOTO)
        except RefusedError as error:
            return error if error.answer.status == 403 else None  # 412 while the URL is valid
        return None

    error = eventually(refused, "the refusal of an expired URL", seconds=10)
    assert "expired" in str(error)
    assert flow.versions(permission.file_key) == [(permission.file_key, version)]


def test_the_answer_says_how_long_its_url_is_good(flow: Flow) -> None:
    permission = flow.api.ask(new_user(), "cat", "jpg")

    assert permission.expires_in == 300
    assert "X-Amz-Expires=300" in permission.upload_url
