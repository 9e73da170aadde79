"""No single change to a permitted upload can write anything except that upload.

S3 refuses a change, or the change makes no difference: an equivalent encoding, a header in other capitals,
another order. So each test compares the bucket's content before and after, and not the status alone. After
the refusals the unchanged request must still be accepted; otherwise the refusals would prove nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from sigv4 import Credentials, presigned_url

from local_aws.capabilities import Capability
from local_aws.client import Permission
from local_aws.stack import Stack
from tests.integration.conftest import needs
from tests.integration.flow import new_user
from tests.integration.replica import Replica, replica
from tests.integration.wire import WireAnswer, WireRequest, exchange

pytestmark = needs(Capability.SIGNATURES)

BODY = b"a file of forty bytes, of whatever kind\n"
BOUNDS = {
    "size": str(len(BODY)),
    "checksumSha256": base64.b64encode(hashlib.sha256(BODY).digest()).decode(),
}

# Headers that S3 stores with an upload although a signature does not cover them, and the names in boto3.
# SECURITY.md lists them. They say how a browser presents a file, not what its content is.
UNSIGNED_BY_NATURE = {
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
    "Content-Encoding": "ContentEncoding",
    "Content-Language": "ContentLanguage",
    "Expires": "ExpiresString",
}

# S3 and LocalStack refuse every x-amz- header that a presigned URL does not sign ("There were headers present
# in the request which were not signed"). MiniStack does not check this and accepts these. It refuses other
# headers, which need a permission or a bucket setting, as S3 does.
TAKEN_BY_THE_EMULATOR_ALONE = {
    "x-amz-meta-note": "x",
    "x-amz-storage-class": "GLACIER",
    "x-amz-tagging": "bucketav=clean",
    "x-amz-website-redirect-location": "https://evil.example.com",
}

bounded = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Stored:
    """A version of an object, or a delete marker, which has no `etag`."""

    key: str
    version: str
    etag: str | None


class Scene:
    """Permissions with the same bounds (`terms`), and the bucket's known content."""

    def __init__(self, flow: Replica, terms: tuple[str, ...] = ()) -> None:
        self.flow = flow
        self.terms = {name: BOUNDS[name] for name in terms}
        self._known = self.stored()
        self._unused: tuple[Permission, WireRequest] | None = None

    def ask(self) -> tuple[Permission, WireRequest]:
        """Return a new permission and the request that it permits."""
        permission = self.flow.ask(new_user(), "cat", "jpg", **self.terms)
        return permission, WireRequest.of(permission, BODY)

    def send(self, request: WireRequest) -> WireAnswer:
        """Send a request to the engine, whatever its Host header says."""
        return exchange(request, self.flow.stack.engine.endpoint_url, self.flow.api.trust)

    def stored(self) -> set[Stored]:
        """Return all versions and delete markers in the bucket."""
        found = set()
        for page in self.flow.admin.s3.get_paginator("list_object_versions").paginate(
            Bucket=self.flow.mode.bucket
        ):
            for version in page.get("Versions", []):
                found.add(Stored(version["Key"], version["VersionId"], version["ETag"].strip('"')))
            for marker in page.get("DeleteMarkers", []):
                found.add(Stored(marker["Key"], marker["VersionId"], None))
        return found

    def news(self) -> set[Stored]:
        """Return what was stored since the last call; fails if something was deleted."""
        known, self._known = self._known, self.stored()
        assert known <= self._known
        return self._known - known

    def assert_is_the_upload(self, permission: Permission, stored: Stored, body: bytes) -> None:
        """Fail unless `stored` is the permitted file under its key, with no metadata except its type."""
        s3: Any = self.flow.admin.s3
        place = {"Bucket": self.flow.mode.bucket, "Key": stored.key, "VersionId": stored.version}
        assert stored.key == permission.file_key
        found = s3.get_object(**place)
        content = found.pop("Body").read()
        assert content == body
        assert "size" not in self.terms or len(content) == len(BODY)
        assert "checksumSha256" not in self.terms or content == BODY
        assert found["ContentType"] == permission.headers["Content-Type"]
        assert found["Metadata"] == {}
        said = {*UNSIGNED_BY_NATURE.values(), "WebsiteRedirectLocation", "StorageClass", "ObjectLockMode"}
        assert said & set(found) == set()
        assert s3.get_object_tagging(**place)["TagSet"] == []
        s3.delete_object(**place)  # so that listing the bucket stays cheap
        self._known.remove(stored)

    def assert_worth_no_more(self, change: Callable[[WireRequest], WireRequest]) -> int:
        """Send a changed permitted request; fail if it writes anything else; return the answer's status."""
        permission, request = self._unused = self._unused or self.ask()
        changed = change(request)
        if changed == request:
            reject()

        answer = self.send(changed)

        new = self.news()
        if answer.status == 200 and changed.method in ("PUT", "put"):
            self._unused = None
            (written,) = new
            self.assert_is_the_upload(permission, written, changed.body)
        else:
            assert new == set()
            assert answer.status != 200
        return answer.status

    def assert_refusals_say_something(self) -> None:
        """Fail unless S3 accepts the unchanged request, after it refused the changed forms."""
        if self._unused is not None:
            permission, request = self._unused
            assert self.send(request).status == 200
            (written,) = self.news()
            self.assert_is_the_upload(permission, written, BODY)


@pytest.fixture(scope="module")
def made(stack: Stack) -> Iterator[Replica]:
    """A replica, so that uploads trigger no function and nothing else writes to the bucket."""
    with replica(stack, "plain") as replicated:
        yield replicated


@pytest.fixture(scope="module", autouse=True)
def _no_other_bucket(made: Replica) -> Iterator[None]:
    """Fail if a request makes a bucket or writes to another mode's bucket."""
    neighbour = made.stack.modes["bucketav"].bucket

    def others() -> tuple[list[str], int]:
        buckets = [bucket["Name"] for bucket in made.admin.s3.list_buckets()["Buckets"]]
        return buckets, len(made.admin.s3.list_object_versions(Bucket=neighbour).get("Versions", []))

    before = others()
    yield
    assert others() == before


@pytest.fixture(params=[(), tuple(BOUNDS)], ids=["unbound", "bound"])
def scene(made: Replica, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """Permissions without the optional bounds, then with both: size and checksum."""
    begun = Scene(made, request.param)
    yield begun
    begun.assert_refusals_say_something()


UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
pieces = st.one_of(
    st.sampled_from(
        [*UNRESERVED, "/", "//", "/./", "/../", "%2F", "%2f", "%25", "%00", "%2e", "+", ";", "&"]
    ),
    st.characters(exclude_categories=["Cs"]).map(lambda character: quote(character, safe="")),
)


@st.composite
def edits(draw: st.DrawFn, text: str) -> str:
    """Return `text` with a part replaced by another piece, removed, percent-encoded or with swapped case."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + draw(st.sampled_from([0, 1, 1, 1, 8])))))
    kind = draw(st.sampled_from(["piece", "piece", "piece", "nothing", "capitals", "encoded"]))
    middle = text[start:end]
    if kind == "piece":
        new = draw(pieces)
    elif kind == "capitals":
        new = middle.swapcase()
    else:
        new = "".join(f"%{byte:02X}" for byte in middle.encode()) if kind == "encoded" else ""
    return text[:start] + new + text[end:]


@bounded
@given(data=st.data())
def test_another_path(scene: Scene, data: st.DataObject) -> None:
    def change(request: WireRequest) -> WireRequest:
        path = data.draw(edits(request.path))
        return replace(request, path=path if path.startswith("/") else f"/{path}")

    scene.assert_worth_no_more(change)


@pytest.mark.parametrize(
    "prefix", ["uploads/somebody-else", "thumbnails/{user}", "uploads/{user}/deeper", "elsewhere", "uploads"]
)
def test_another_folder(scene: Scene, prefix: str) -> None:
    def change(request: WireRequest) -> WireRequest:
        bucket, _, user, name = request.path.removeprefix("/").split("/")
        return replace(request, path=f"/{bucket}/{prefix.format(user=user)}/{name}")

    assert scene.assert_worth_no_more(change) == 403


def test_another_bucket(scene: Scene) -> None:
    other = scene.flow.stack.modes["bucketav"].bucket

    def change(request: WireRequest) -> WireRequest:
        return replace(request, path=request.path.replace(scene.flow.mode.bucket, other))

    assert scene.assert_worth_no_more(change) == 403


@bounded
@given(data=st.data())
def test_another_value_of_a_parameter(scene: Scene, data: st.DataObject) -> None:
    def change(request: WireRequest) -> WireRequest:
        place = data.draw(st.integers(0, len(request.query) - 1))
        name, _, value = request.query[place].partition("=")
        return request.with_parameter(name, data.draw(edits(value)).replace("&", "%26"))

    scene.assert_worth_no_more(change)


PARAMETERS = [
    *("acl", "tagging", "retention", "legal-hold", "torrent", "uploads", "delete", "versioning", "policy"),
    *(
        "versionId",
        "partNumber",
        "uploadId",
        "x-id",
        "prefix",
        "append",
        "renameObject",
        "response-content-type",
    ),
    *(
        "x-amz-acl",
        "x-amz-tagging",
        "x-amz-meta-a",
        "x-amz-copy-source",
        "x-amz-storage-class",
        "AWSAccessKeyId",
    ),
    *(
        "Signature",
        "Expires",
        "X-Amz-Checksum-Sha256",
        "X-Amz-Content-Sha256",
        "X-Amz-Decoded-Content-Length",
    ),
]


@bounded
@given(
    name=st.one_of(st.sampled_from(PARAMETERS), st.text(UNRESERVED, min_size=1, max_size=20)),
    value=st.one_of(
        st.sampled_from(["", "1", "public-read", "bucketav%3Dclean"]), st.text(UNRESERVED, max_size=9)
    ),
    place=st.integers(0, 8),
)
def test_one_more_parameter(scene: Scene, name: str, value: str, place: int) -> None:
    def change(request: WireRequest) -> WireRequest:
        parts = list(request.query)
        parts.insert(place, f"{name}={value}" if value else name)
        return replace(request, query=tuple(parts))

    assert scene.assert_worth_no_more(change) in {400, 403}


@pytest.mark.parametrize("place", range(7))
def test_a_parameter_left_out_or_given_twice(scene: Scene, place: int) -> None:
    _, example = scene.ask()
    assert len(example.query) == 7, "each must be tried"

    def without(request: WireRequest) -> WireRequest:
        return replace(request, query=(*request.query[:place], *request.query[place + 1 :]))

    def doubled(request: WireRequest) -> WireRequest:
        name = request.query[place].partition("=")[0]
        return replace(request, query=(*request.query, f"{name}=x"))

    assert scene.assert_worth_no_more(without) in {400, 403}
    scene.assert_worth_no_more(doubled)


@bounded
@given(order=st.permutations(range(7)))
def test_another_order_of_the_parameters(scene: Scene, order: list[int]) -> None:
    scene.assert_worth_no_more(
        lambda request: replace(request, query=tuple(request.query[place] for place in order))
    )


METHODS = [
    "GET",
    "HEAD",
    "POST",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "COPY",
    "MOVE",
    "put",
    "PUTX",
    "LINK",
]


@pytest.mark.parametrize("method", METHODS)
def test_another_method(scene: Scene, method: str) -> None:
    scene.assert_worth_no_more(lambda request: replace(request, method=method))


@bounded
@given(data=st.data())
def test_another_value_of_a_signed_header(scene: Scene, data: st.DataObject) -> None:
    def change(request: WireRequest) -> WireRequest:
        name, value = data.draw(st.sampled_from(request.headers))
        return request.with_header(name, data.draw(edits(value)).replace("%00", ""))

    scene.assert_worth_no_more(change)


@bounded
@given(data=st.data())
def test_a_signed_header_left_out(scene: Scene, data: st.DataObject) -> None:
    def change(request: WireRequest) -> WireRequest:
        return request.with_header(data.draw(st.sampled_from(request.headers))[0], None)

    assert scene.assert_worth_no_more(change) in {400, 403}


@needs(Capability.DOUBLED_HEADERS)
@bounded
@given(data=st.data())
def test_a_signed_header_given_twice(scene: Scene, data: st.DataObject) -> None:
    def change(request: WireRequest) -> WireRequest:
        name, _ = data.draw(st.sampled_from(request.headers))
        other = data.draw(st.sampled_from(["", "x", "text/html", "image/png", "evil.example.com"]))
        first = data.draw(st.booleans())
        twice = ((name, other), *request.headers) if first else (*request.headers, (name, other))
        return replace(request, headers=twice)

    assert scene.assert_worth_no_more(change) in {400, 403}


HEADERS = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x",
    "Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Cookie": "a=b",
    "Date": "Thu, 01 Dec 2030 16:00:00 GMT",
    "Expect": "100-continue",
    "Forwarded": "host=evil.example.com",
    "If-Match": "*",
    "If-Modified-Since": "Thu, 01 Dec 2030 16:00:00 GMT",
    "Origin": "https://evil.example.com",
    "Range": "bytes=0-1",
    "X-Forwarded-Host": "evil.example.com",
    "X-Forwarded-Proto": "http",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/elsewhere",
    "x-amz-acl": "public-read",
    "x-amz-bypass-governance-retention": "true",
    "x-amz-checksum-crc32": "AAAAAA==",
    "x-amz-checksum-sha256": "AAAA",
    "x-amz-content-sha256": "0" * 64,
    "x-amz-copy-source": "/local-uploads-bucketav/uploads/u/x",
    "x-amz-date": "20300101T000000Z",
    "x-amz-decoded-content-length": "1",
    "x-amz-grant-full-control": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-grant-read": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-object-lock-mode": "COMPLIANCE",
    "x-amz-security-token": "x",
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-write-offset-bytes": "1",
}


@pytest.mark.parametrize("name", HEADERS)
def test_one_more_header(scene: Scene, name: str) -> None:
    if any(name.lower() == signed.lower() for signed, _ in scene.ask()[1].headers):
        name, value = name.upper(), "other"
    else:
        value = HEADERS[name]
    scene.assert_worth_no_more(lambda request: replace(request, headers=(*request.headers, (name, value))))


@pytest.mark.parametrize(("name", "field"), UNSIGNED_BY_NATURE.items())
def test_a_header_of_presentation_is_kept_and_changes_nothing_else(
    scene: Scene, name: str, field: str
) -> None:
    value = "Thu, 01 Dec 2030 16:00:00 GMT" if name == "Expires" else "x"
    permission, request = scene.ask()

    assert scene.send(request.with_header(name, value)).status == 200

    bucket = scene.flow.mode.bucket
    found: dict[str, Any] = dict(scene.flow.admin.s3.get_object(Bucket=bucket, Key=permission.file_key))
    assert found["Body"].read() == BODY
    assert found["ContentType"] == "image/jpeg"
    assert set(UNSIGNED_BY_NATURE.values()) & set(found) == {field}


def test_unsigned_aws_headers_that_only_the_emulator_takes_are_no_more_than_these(made: Replica) -> None:
    scene = Scene(made)
    taken = set()
    for name, value in {**HEADERS, **TAKEN_BY_THE_EMULATOR_ALONE}.items():
        permission, request = scene.ask()
        if not name.startswith("x-amz-") or scene.send(request.with_header(name, value)).status != 200:
            continue
        try:
            (written,) = scene.news()
            scene.assert_is_the_upload(permission, written, BODY)
        except (AssertionError, ClientError):  # an object in Glacier cannot be read
            taken.add(name)
    is_strict = Capability.UNSIGNED_HEADERS in made.stack.engine.capabilities
    assert taken == (set() if is_strict else set(TAKEN_BY_THE_EMULATOR_ALONE))


bodies = st.one_of(
    st.binary(max_size=100),
    st.integers(0, len(BODY) - 1).map(lambda place: BODY[:place]),
    st.binary(min_size=1, max_size=9).map(lambda more: BODY + more),
    st.tuples(st.integers(0, len(BODY) - 1), st.integers(1, 255)).map(
        lambda flip: bytes(byte ^ flip[1] * (place == flip[0]) for place, byte in enumerate(BODY))
    ),
)


@pytest.mark.parametrize(
    "scene", [("size",), ("checksumSha256",), ("size", "checksumSha256")], indirect=True, ids="+".join
)
@bounded
@given(body=bodies)
def test_another_body_than_was_bound(scene: Scene, body: bytes) -> None:
    # A URL bound to the size alone permits any body of that size.
    assume("checksumSha256" in scene.terms or len(body) != len(BODY))

    assert scene.assert_worth_no_more(lambda request: replace(request, body=body)) in {400, 403}


@pytest.mark.parametrize("length", ["0", "39", "41", "+40", "40, 41", "1e2", "-1", "x"])
def test_a_bound_upload_that_announces_another_length(made: Replica, length: str) -> None:
    scene = Scene(made, tuple(BOUNDS))
    _, request = scene.ask()
    # If the length is a number, the body has that length; a longer one would leave bytes in the connection.
    sent = (BODY + b"x")[: int(length)] if length.isdigit() else BODY

    answer = scene.send(replace(request, body=sent).with_header("Content-Length", length))

    assert 400 <= answer.status < 500
    assert scene.news() == set()


@pytest.fixture(scope="module")
def signer(made: Replica) -> Iterator[Credentials]:
    """The access key of a user with the function's rights, to sign URLs for any time."""
    name = f"signer-{new_user()}"
    iam = made.admin.iam
    iam.create_user(UserName=name)
    iam.put_user_policy(
        UserName=name, PolicyName="sign", PolicyDocument=json.dumps(made.policy("get_presigned_url"))
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    yield Credentials(key["AccessKeyId"], key["SecretAccessKey"], None)
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName=name, PolicyName="sign")
    iam.delete_user(UserName=name)


def signed(made: Replica, signer: Credentials, at: float, expires_in: int) -> Permission:
    """Return a permission in the function's form, signed at the time `at`, valid for `expires_in` seconds."""
    key = f"uploads/{new_user()}/x.jpg"
    headers = {"Content-Type": "image/jpeg", "If-None-Match": "*"}
    url = presigned_url(
        "PUT",
        made.stack.engine.endpoint_url,
        f"/{made.mode.bucket}/{key}",
        headers,
        credentials=signer,
        region=made.stack.engine.region,
        expires_in=expires_in,
        at=at,
    )
    return Permission(url, key, "PUT", headers, expires_in)


WEEK = 7 * 24 * 3600
CLOCKS = 15 * 60  # seconds; S3 lets clocks differ by this
SLACK = 30  # seconds; longest time between signing and S3's answer in this test


def assert_good(made: Replica, signer: Credentials, age: int, expires_in: int, is_good: bool) -> None:
    """Fail unless S3 accepts (`is_good`) or refuses an upload that was signed `age` seconds ago."""
    permission = signed(made, signer, time.time() - age, expires_in)

    answer = Scene(made).send(WireRequest.of(permission, BODY))

    assert (answer.status == 200) == is_good
    assert len(made.versions(permission.file_key)) == is_good


lifetimes = st.one_of(st.integers(1, WEEK), st.integers(1, 600))


@bounded
@given(age=st.one_of(st.integers(0, 2 * WEEK), st.integers(0, 600)), expires_in=lifetimes)
def test_a_url_is_good_until_its_expiry(
    made: Replica, signer: Credentials, age: int, expires_in: int
) -> None:
    assume(not -SLACK <= age - expires_in <= 0)

    assert_good(made, signer, age, expires_in, age < expires_in)


@needs(Capability.FUTURE_SIGNATURES)
@bounded
@given(ahead=st.one_of(st.integers(1, 2 * WEEK), st.integers(1, 2 * CLOCKS)), expires_in=lifetimes)
def test_a_url_is_good_from_its_signing(
    made: Replica, signer: Credentials, ahead: int, expires_in: int
) -> None:
    assume(not 0 <= ahead - CLOCKS <= SLACK)

    assert_good(made, signer, -ahead, expires_in, ahead < CLOCKS)


@pytest.mark.parametrize(
    "expires_in",
    [0, -1, *(pytest.param(long, marks=needs(Capability.EXPIRY_LIMIT)) for long in (WEEK + 1, 10**20))],
)
def test_a_lifetime_that_signature_version_4_does_not_know_is_refused(
    made: Replica, signer: Credentials, expires_in: int
) -> None:
    permission = signed(made, signer, time.time() - 5, expires_in)

    answer = Scene(made).send(WireRequest.of(permission, BODY))

    assert answer.status in {400, 403}
    assert made.versions(permission.file_key) == []
