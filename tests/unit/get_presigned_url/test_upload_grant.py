"""The URL and its headers: what boto3 would sign, for every kind of endpoint."""

from __future__ import annotations

import base64
import calendar
import time
from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from hypothesis import given
from hypothesis import strategies as st
from upload_grant import grant_upload
from upload_request import UploadRequest
from url_settings import read_settings

from tests.unit.get_presigned_url.example_environment import ENVIRONMENT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SETTINGS = read_settings(ENVIRONMENT)
NOW = 1_790_000_000.9
CHECKSUM = base64.b64encode(bytes(range(32))).decode()
KEY = "uploads/u@example.com/0123456789abcdef_a b+c%d~(ü)猫.png"
PLAIN = UploadRequest("u", "cat", "png", "image/png", None, None)
BOUND = PLAIN._replace(size=123, checksum_sha256=CHECKSUM)


@cache
def boto3_client(region: str, accelerate: bool, endpoint_url: str | None) -> S3Client:
    style: Literal["virtual", "path"] = "virtual" if endpoint_url is None else "path"
    return boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint_url,
        aws_access_key_id=ENVIRONMENT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=ENVIRONMENT["AWS_SESSION_TOKEN"],
        config=Config(
            signature_version="s3v4",
            s3={
                "addressing_style": style,
                "use_accelerate_endpoint": accelerate,
                "us_east_1_regional_endpoint": "regional",  # boto3's default is the global one there
            },
        ),
    )


def boto3_url(client: S3Client, request: UploadRequest, key: str) -> str:
    bound = {"ContentLength": request.size, "ChecksumSHA256": request.checksum_sha256}
    return client.generate_presigned_url(
        "put_object",
        Params={
            "Bucket": "dev-uploads",
            "Key": key,
            "ContentType": request.content_type,
            "IfNoneMatch": "*",
            **{name: value for name, value in bound.items() if value is not None},
        },
        ExpiresIn=300,
    )


def same_second(url: str) -> int:
    """Return the second in which `url` was signed."""
    return calendar.timegm(time.strptime(parse_qs(urlsplit(url).query)["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ"))


@pytest.mark.parametrize("request_", [PLAIN, BOUND, PLAIN._replace(size=1)], ids=["plain", "bound", "sized"])
@pytest.mark.parametrize(
    ("region", "suffix", "accelerate", "endpoint_url"),
    [
        ("eu-central-1", "amazonaws.com", False, None),
        ("us-east-1", "amazonaws.com", False, None),
        ("cn-north-1", "amazonaws.com.cn", False, None),
        ("eusc-de-east-1", "amazonaws.eu", False, None),
        ("eu-central-1", "amazonaws.com", True, None),
        ("eu-central-1", "amazonaws.com", False, "https://localhost:4566"),
        ("eu-central-1", "amazonaws.com", False, "http://127.0.0.1:4566"),
    ],
)
def test_the_url_is_boto3s(
    environment: dict[str, str],
    request_: UploadRequest,
    region: str,
    suffix: str,
    accelerate: bool,
    endpoint_url: str | None,
) -> None:
    theirs = boto3_url(boto3_client(region, accelerate, endpoint_url), request_, KEY)
    environment |= {"AWS_REGION": region, "TRANSFER_ACCELERATION": str(accelerate).lower()}
    environment["DNS_SUFFIX"] = suffix
    if endpoint_url is not None:
        environment["AWS_ENDPOINT_URL"] = endpoint_url

    grant = grant_upload(read_settings(environment), request_, KEY, same_second(theirs))

    assert grant["upload_url"] == theirs


@given(
    key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).map("uploads/{}".format),
    size=st.none() | st.integers(1, 10**12),
    checksum=st.none()
    | st.binary(min_size=32, max_size=32).map(lambda digest: base64.b64encode(digest).decode()),
)
def test_the_url_is_boto3s_for_any_key(key: str, size: int | None, checksum: str | None) -> None:
    request = PLAIN._replace(size=size, checksum_sha256=checksum)
    theirs = boto3_url(boto3_client("eu-central-1", False, None), request, key)

    assert grant_upload(SETTINGS, request, key, same_second(theirs))["upload_url"] == theirs


def granted(request: UploadRequest) -> tuple[dict[str, object], set[str]]:
    """Return the grant of `request` and the names of the headers that its URL signs."""
    grant = grant_upload(SETTINGS, request, KEY, NOW)
    query = parse_qs(urlsplit(str(grant["upload_url"])).query)
    return grant, set(query["X-Amz-SignedHeaders"][0].split(";"))


def test_the_answer_has_the_contracts_fields() -> None:
    grant, _ = granted(PLAIN)

    assert grant.keys() == {"upload_url", "file_key", "method", "headers", "expires_in"}
    assert (grant["file_key"], grant["method"], grant["expires_in"]) == (KEY, "PUT", 300)


def test_type_and_write_once_are_signed_and_nothing_else_that_was_not_asked_for() -> None:
    grant, signed = granted(PLAIN)

    assert grant["headers"] == {"Content-Type": "image/png", "If-None-Match": "*"}
    assert signed == {"host", "content-type", "if-none-match"}
    assert "checksum" not in str(grant["upload_url"]).lower()


def test_a_size_is_signed_and_left_for_the_client_to_send_by_itself() -> None:
    grant, signed = granted(PLAIN._replace(size=123))

    assert grant["headers"] == {"Content-Type": "image/png", "If-None-Match": "*"}
    assert signed == {"host", "content-type", "if-none-match", "content-length"}


def test_a_checksum_is_signed_and_must_be_sent() -> None:
    grant, signed = granted(PLAIN._replace(checksum_sha256=CHECKSUM))

    assert grant["headers"] == {
        "Content-Type": "image/png",
        "If-None-Match": "*",
        "x-amz-checksum-sha256": CHECKSUM,
    }
    assert signed == {"host", "content-type", "if-none-match", "x-amz-checksum-sha256"}
