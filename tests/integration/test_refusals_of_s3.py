"""A presigned URL permits one file of one type, once, for a limited time, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.client import Permission, RefusedError, send
from tests.integration.conftest import needs
from tests.integration.flow import Flow, new_user

pytestmark = needs(Capability.SIGNATURES)

PHOTO = samples.jpeg(samples.landscape(320, 240))
FORBIDDEN, TAKEN = 403, 412


def status_of(flow: Flow, permission: Permission, content: bytes = PHOTO) -> int:
    """Try an upload and return S3's status."""
    try:
        flow.api.put(permission, content)
    except RefusedError as refused:
        return refused.answer.status
    return 200


@pytest.fixture
def permission(flow: Flow) -> Permission:
    """An unused permission."""
    return flow.api.ask(new_user(), "cat", "jpg")


def test_the_url_as_it_was_given_is_accepted(flow: Flow, permission: Permission) -> None:
    assert status_of(flow, permission) == 200


def test_a_second_put_finds_the_place_taken(flow: Flow, permission: Permission) -> None:
    flow.api.put(permission, PHOTO)

    assert status_of(flow, permission, b"something else") == TAKEN
    assert flow.content(permission.file_key) == PHOTO


def test_another_content_type_is_refused(flow: Flow, permission: Permission) -> None:
    changed = {**permission.headers, "Content-Type": "text/html"}

    assert status_of(flow, replace(permission, headers=changed)) == FORBIDDEN


@pytest.mark.parametrize("dropped", ["Content-Type", "If-None-Match"])
def test_a_header_left_out_is_refused(flow: Flow, permission: Permission, dropped: str) -> None:
    fewer = {name: value for name, value in permission.headers.items() if name != dropped}

    assert status_of(flow, replace(permission, headers=fewer)) == FORBIDDEN


def test_another_size_than_was_asked_for_is_refused(flow: Flow) -> None:
    permission = flow.api.ask(new_user(), "cat", "jpg", size=str(len(PHOTO)))

    assert status_of(flow, permission, PHOTO + b"x") == FORBIDDEN
    assert status_of(flow, permission, PHOTO[:-1]) == FORBIDDEN
    assert status_of(flow, permission) == 200


def test_other_content_than_the_checksum_says_is_refused(flow: Flow) -> None:
    digest = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()
    permission = flow.api.ask(new_user(), "cat", "jpg", checksumSha256=digest)
    other = bytes(len(PHOTO))

    assert status_of(flow, permission, other) in {400, FORBIDDEN}
    assert flow.versions(permission.file_key) == []
    assert status_of(flow, permission) == 200


def test_a_checksum_of_ones_own_is_refused(flow: Flow) -> None:
    digest = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()
    permission = flow.api.ask(new_user(), "cat", "jpg", checksumSha256=digest)
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    changed = {**permission.headers, "x-amz-checksum-sha256": other}

    assert status_of(flow, replace(permission, headers=changed), b"other") == FORBIDDEN


@pytest.mark.parametrize("folder", ["uploads/somebody-else", "thumbnails/u"])
def test_another_key_is_refused(flow: Flow, permission: Permission, folder: str) -> None:
    user_folder = "/".join(permission.file_key.split("/")[:2])
    elsewhere = replace(permission, upload_url=permission.upload_url.replace(user_folder, folder))

    assert elsewhere != permission
    assert status_of(flow, elsewhere) == FORBIDDEN


def test_a_longer_expiry_is_refused(flow: Flow, permission: Permission) -> None:
    longer = permission.upload_url.replace(f"X-Amz-Expires={permission.expires_in}", "X-Amz-Expires=3600")

    assert longer != permission.upload_url
    assert status_of(flow, replace(permission, upload_url=longer)) == FORBIDDEN


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "POST"])
def test_the_url_does_nothing_but_put(flow: Flow, permission: Permission, method: str) -> None:
    flow.api.put(permission, PHOTO)

    answer = send(method, permission.upload_url, permission.headers, trust=flow.api.trust)

    assert answer.status == FORBIDDEN
    assert flow.content(permission.file_key) == PHOTO


@needs(Capability.IAM)
def test_nobody_reads_or_lists_the_bucket_without_a_signature(flow: Flow, permission: Permission) -> None:
    flow.api.put(permission, PHOTO)
    path = urlsplit(permission.upload_url)._replace(query="").geturl()
    bucket = path.split(flow.mode.bucket)[0] + flow.mode.bucket

    assert send("GET", path, {}, trust=flow.api.trust).status == FORBIDDEN
    assert send("PUT", path, {}, b"x", trust=flow.api.trust).status == FORBIDDEN
    assert send("GET", f"{bucket}?list-type=2", {}, trust=flow.api.trust).status == FORBIDDEN


def test_the_url_is_signed_with_what_the_contract_says(flow: Flow) -> None:
    permission = flow.api.ask(new_user(), "cat", "jpg")

    assert set(permission.headers) == {"Content-Type", "If-None-Match"}
    assert permission.headers["If-None-Match"] == "*"
    assert "checksum" not in permission.upload_url.lower()
    assert (permission.method, permission.expires_in) == ("PUT", 300)
