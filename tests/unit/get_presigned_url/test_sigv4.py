"""Our signatures are botocore's."""

from __future__ import annotations

import calendar
import time
from urllib.parse import parse_qs, quote, urlsplit

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import sigv4
from hypothesis import given
from hypothesis import strategies as st

visible_ascii = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
header_names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20).map(lambda name: f"x-{name}")
# Surrogates cannot be encoded, and file_key never lets one through.
unicode_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
session_tokens = st.none() | visible_ascii
regions = st.sampled_from(["eu-central-1", "us-east-1", "cn-north-1", "us-gov-west-1"])


def seconds(timestamp: str) -> int:
    return calendar.timegm(time.strptime(timestamp, "%Y%m%dT%H%M%SZ"))


@given(
    key=unicode_text,
    headers=st.dictionaries(header_names, header_values, max_size=4),
    key_id=visible_ascii,
    secret=visible_ascii,
    token=session_tokens,
    region=regions,
    expires_in=st.integers(1, 604800),
)
def test_a_presigned_url_equals_botocores(
    key: str,
    headers: dict[str, str],
    key_id: str,
    secret: str,
    token: str | None,
    region: str,
    expires_in: int,
) -> None:
    headers = {**headers, "Content-Type": "image/png", "If-None-Match": "*", "Content-Length": "12"}
    origin = "https://bucket.s3.example.com:8443"
    request = botocore.awsrequest.AWSRequest("PUT", f"{origin}/{quote(key, safe='/~')}", headers)
    theirs = botocore.auth.S3SigV4QueryAuth(
        botocore.credentials.Credentials(key_id, secret, token), "s3", region, expires_in
    )
    theirs.add_auth(request)
    their_url = str(request.url)

    ours = sigv4.presigned_url(
        "PUT",
        origin,
        f"/{key}",
        headers,
        credentials=sigv4.Credentials(key_id, secret, token),
        region=region,
        expires_in=expires_in,
        at=seconds(parse_qs(urlsplit(their_url).query)["X-Amz-Date"][0]),
    )

    assert ours == their_url


@given(
    body=st.binary(max_size=200),
    headers=st.dictionaries(header_names, header_values, max_size=4),
    key_id=visible_ascii,
    secret=visible_ascii,
    token=session_tokens,
    region=regions,
    host=st.sampled_from(["secretsmanager.eu-central-1.amazonaws.com", "localhost:4566"]),
)
def test_a_call_is_signed_as_botocore_signs_it(
    body: bytes,
    headers: dict[str, str],
    key_id: str,
    secret: str,
    token: str | None,
    region: str,
    host: str,
) -> None:
    request = botocore.awsrequest.AWSRequest("POST", f"https://{host}/", headers, body)
    credentials = botocore.credentials.Credentials(key_id, secret, token)
    botocore.auth.SigV4Auth(credentials, "secretsmanager", region).add_auth(request)

    ours = sigv4.signed_headers(
        headers,
        body,
        host=host,
        credentials=sigv4.Credentials(key_id, secret, token),
        region=region,
        service="secretsmanager",
        at=seconds(request.headers["X-Amz-Date"]),
    )

    assert ours == dict(request.headers)


def test_credentials_do_not_show_what_is_secret() -> None:
    shown = repr(sigv4.Credentials("AKIAEXAMPLE", "the-secret-key", "the-session-token"))

    assert "AKIAEXAMPLE" in shown
    assert "the-" not in shown
