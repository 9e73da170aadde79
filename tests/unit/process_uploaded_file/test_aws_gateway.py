"""The calls to AWS, one by one: what is sent, and what S3's and DynamoDB's answers mean."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from aws_gateway import CLIENT_CONFIG, AwsGateway, IncompleteBodyError, OutOfTimeError, VersionGoneError
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber
from convergence import HeldVersions, StoredVersion
from metadata_item import PendingUpload, Status

from tests.unit.process_uploaded_file.test_metadata_item import FULL

KEY = "uploads/user-1/0123_cat.png"
NOON = datetime(2026, 5, 1, 12, 0, 0, 713000, tzinfo=UTC)
OBJECT = {"Bucket": "bucket", "Key": KEY, "VersionId": "v1"}
LISTED = {"Bucket": "bucket", "Prefix": KEY}


class Aws:
    """A gateway whose clients answer what a test tells them, in that order, and nothing else."""

    def __init__(self, s3: Any, dynamodb: Any) -> None:
        self.s3, self.dynamodb = Stubber(s3), Stubber(dynamodb)
        self.gateway = AwsGateway(s3, dynamodb, "bucket", "table")

    def says_gone_with(self, call: str, code: str, status: int) -> None:
        self.s3.add_client_error(call, code, http_status_code=status, expected_params=OBJECT)

    def lists(
        self, *versions: dict[str, Any], markers: tuple[dict[str, Any], ...] = (), prefix: str = KEY
    ) -> None:
        answer = {"IsTruncated": False, "Versions": list(versions), "DeleteMarkers": list(markers)}
        self.s3.add_response("list_object_versions", answer, {**LISTED, "Prefix": prefix})


@pytest.fixture(scope="module")
def clients() -> list[Any]:
    session = botocore.session.Session()
    session.set_credentials("id", "secret")
    return [session.create_client(name, region_name="eu-west-1") for name in ("s3", "dynamodb")]


@pytest.fixture
def aws(clients: list[Any]) -> Iterator[Aws]:
    made = Aws(*clients)
    with made.s3, made.dynamodb:
        yield made
        made.s3.assert_no_pending_responses()
        made.dynamodb.assert_no_pending_responses()


@pytest.mark.parametrize(("seconds", "attempts"), [(8.0, 3), (6.9, 0), (0.0, 0)])
def test_no_attempt_begins_that_could_not_end_in_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, attempts: int
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # the pauses between attempts
    session = botocore.session.Session()
    session.set_credentials("id", "secret")
    clients: list[Any] = [
        session.create_client(name, region_name="eu-west-1", config=CLIENT_CONFIG)
        for name in ("s3", "dynamodb")
    ]
    begun: list[str] = []

    def hang(request: AWSPreparedRequest, **_: object) -> None:
        begun.append(request.url)
        raise ReadTimeoutError(endpoint_url=request.url)

    s3, dynamodb = clients
    gateway = AwsGateway(s3, dynamodb, "bucket", "table")
    for client in clients:
        client.meta.events.register("before-send", hang)
    gateway.end_within(seconds)
    with pytest.raises(ReadTimeoutError if attempts else OutOfTimeError):
        gateway.item("user-1", KEY)
    with pytest.raises(ReadTimeoutError if attempts else OutOfTimeError):
        gateway.delete_version(KEY, "v1")
    assert len(begun) == 2 * attempts


def listed(version: str, key: str = KEY, *, is_latest: bool = False) -> dict[str, Any]:
    return {
        "Key": key,
        "VersionId": version,
        "IsLatest": is_latest,
        "LastModified": NOON,
        "ETag": '"e1"',
        "Size": 5,
    }


def marker(version: str, key: str = KEY) -> dict[str, Any]:
    return {"Key": key, "VersionId": version, "IsLatest": False, "LastModified": NOON}


def get_object_answer(content: bytes, length: int) -> dict[str, Any]:
    body = StreamingBody(io.BytesIO(content), length)
    return {"Body": body, "ContentLength": length, "ETag": '"e1"', "LastModified": NOON, "VersionId": "v1"}


# Reading


def test_reads_the_version_that_was_asked_for(aws: Aws) -> None:
    aws.s3.add_response("get_object", get_object_answer(b"hello", 5), OBJECT)
    with aws.gateway.open_version(KEY, "v1") as opened:
        assert opened.version == StoredVersion("v1", "2026-05-01T12:00:00Z", "e1", 5)
        assert opened.read() == b"hello"


def test_what_is_opened_and_not_read_is_closed(aws: Aws) -> None:
    answer = get_object_answer(b"hello", 5)
    aws.s3.add_response("get_object", answer, OBJECT)
    with aws.gateway.open_version(KEY, "v1"):
        pass
    assert answer["Body"]._raw_stream.closed


@pytest.mark.parametrize("content", [b"hell", b"", b"hello, world"])
def test_a_body_of_another_length_than_announced_is_an_error(aws: Aws, content: bytes) -> None:
    aws.s3.add_response("get_object", get_object_answer(content, 5), OBJECT)
    with (
        pytest.raises(IncompleteBodyError, match="of 5 bytes; try again"),
        aws.gateway.open_version(KEY, "v1") as opened,
    ):
        opened.read()


@pytest.mark.parametrize(
    ("tags", "found"), [([("bucketav", "clean"), ("a", "b")], "clean"), ([("a", "b")], None), ([], None)]
)
def test_reads_the_scanners_tag_of_the_version(
    aws: Aws, tags: list[tuple[str, str]], found: str | None
) -> None:
    answer = {"TagSet": [{"Key": key, "Value": value} for key, value in tags]}
    aws.s3.add_response("get_object_tagging", answer, OBJECT)
    assert aws.gateway.scan_tag(KEY, "v1", "bucketav") == found


# What is gone


@pytest.mark.parametrize(
    ("code", "status"), [("NoSuchVersion", 404), ("NoSuchKey", 404), ("MethodNotAllowed", 405)]
)
def test_says_that_a_version_is_gone(aws: Aws, code: str, status: int) -> None:
    aws.says_gone_with("get_object", code, status)
    with pytest.raises(VersionGoneError), aws.gateway.open_version(KEY, "v1"):
        pass
    aws.says_gone_with("get_object_tagging", code, status)
    with pytest.raises(VersionGoneError):
        aws.gateway.scan_tag(KEY, "v1", "bucketav")


def test_a_refusal_means_gone_only_if_the_version_is_not_listed(aws: Aws) -> None:
    aws.says_gone_with("get_object", "AccessDenied", 403)
    aws.lists(listed("v2"))
    with pytest.raises(VersionGoneError), aws.gateway.open_version(KEY, "v1"):
        pass
    aws.says_gone_with("get_object", "AccessDenied", 403)
    aws.lists(listed("v2"), listed("v1"))
    with pytest.raises(ClientError, match="AccessDenied"), aws.gateway.open_version(KEY, "v1"):
        pass


def test_any_other_error_stays_one(aws: Aws) -> None:
    for code, status in (
        ("SlowDown", 503),
        ("InternalError", 500),
        ("NoSuchBucket", 404),
        ("KMS.DisabledException", 400),
    ):
        aws.says_gone_with("get_object", code, status)
        with pytest.raises(ClientError, match=code), aws.gateway.open_version(KEY, "v1"):
            pass


# Listing and deleting


def test_lists_versions_and_markers_of_the_key_itself(aws: Aws) -> None:
    longer = KEY + ".png"
    aws.lists(
        listed("v2", is_latest=True),
        listed("v1"),
        listed("x", longer),
        markers=(marker("m"), marker("n", longer)),
    )
    noon = "2026-05-01T12:00:00Z"
    assert aws.gateway.held_versions(KEY) == HeldVersions(
        (StoredVersion("v2", noon, "e1", 5, is_current=True), StoredVersion("v1", noon, "e1", 5)), (noon,)
    )


def test_lists_every_page(aws: Aws) -> None:
    first = {
        "IsTruncated": True,
        "Versions": [listed("v2")],
        "NextKeyMarker": KEY,
        "NextVersionIdMarker": "v2",
    }
    aws.s3.add_response("list_object_versions", first, LISTED)
    second = {"IsTruncated": False, "Versions": [listed("v1")]}
    aws.s3.add_response("list_object_versions", second, {**LISTED, "KeyMarker": KEY, "VersionIdMarker": "v2"})
    assert [version.version_id for version in aws.gateway.held_versions(KEY).versions] == ["v2", "v1"]


def test_deletes_exactly_the_version(aws: Aws) -> None:
    aws.s3.add_response("delete_object", {}, OBJECT)
    aws.gateway.delete_version(KEY, "v1")


def test_removes_thumbnails_with_all_their_versions_and_markers(aws: Aws) -> None:
    stem = "thumbnails/user-1/0123_cat.abc."
    aws.lists(
        listed("t2", stem + "png"),
        listed("t1", stem + "png"),
        markers=(marker("m", stem + "jpg"),),
        prefix=stem,
    )
    for key, version in ((stem + "png", "t2"), (stem + "png", "t1"), (stem + "jpg", "m")):
        aws.s3.add_response("delete_object", {}, {"Bucket": "bucket", "Key": key, "VersionId": version})
    aws.gateway.remove_thumbnails(stem)


def test_removes_all_thumbnails_but_the_one_that_is_shown(aws: Aws) -> None:
    stem = "thumbnails/user-1/0123_cat.abc."
    aws.lists(listed("t1", stem + "png"), listed("t2", stem + "large.png"), prefix=stem)
    expected = {"Bucket": "bucket", "Key": stem + "large.png", "VersionId": "t2"}
    aws.s3.add_response("delete_object", {}, expected)
    aws.gateway.remove_thumbnails(stem, but={stem + "png"})


def test_a_thumbnail_may_be_cached_for_good(aws: Aws) -> None:
    expected = {
        "Bucket": "bucket",
        "Key": "thumbnails/u/x.png",
        "Body": b"png",
        "ContentType": "image/png",
        "CacheControl": "public, max-age=31536000, immutable",
    }
    aws.s3.add_response("put_object", {}, expected)
    aws.gateway.put_thumbnail("thumbnails/u/x.png", b"png", "image/png")


# The table


def test_reads_the_item_as_it_is_now(aws: Aws) -> None:
    expected = {
        "TableName": "table",
        "Key": {"user_id": {"S": "user-1"}, "file_key": {"S": KEY}},
        "ConsistentRead": True,
    }
    aws.dynamodb.add_response("get_item", {"Item": FULL.to_attributes()}, expected)
    assert aws.gateway.item("user-1", KEY) == FULL
    aws.dynamodb.add_response("get_item", {}, expected)
    assert aws.gateway.item("user-1", KEY) is None


def test_writes_a_first_item_only_if_there_is_none(aws: Aws) -> None:
    expected = {
        "TableName": "table",
        "Item": FULL.to_attributes(),
        "ConditionExpression": "attribute_not_exists(file_key)",
    }
    aws.dynamodb.add_response("put_item", {}, expected)
    assert aws.gateway.put_item(FULL, instead_of=None)


def test_replaces_an_item_only_if_it_is_the_one_that_was_seen(aws: Aws) -> None:
    expected = {
        "TableName": "table",
        "Item": FULL.to_attributes(),
        "ConditionExpression": "processed_at = :processed_at AND #status = :status AND etag = :etag",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {
            ":processed_at": {"S": FULL.processed_at},
            ":status": {"S": "processed"},
            ":etag": {"S": FULL.etag},
        },
    }
    aws.dynamodb.add_response("put_item", {}, expected)
    assert aws.gateway.put_item(FULL, instead_of=FULL)


def test_replaces_an_item_without_etag_only_while_nobody_filled_it_in(aws: Aws) -> None:
    unseen = replace(FULL, etag=None)
    condition = "processed_at = :processed_at AND #status = :status AND attribute_not_exists(etag)"
    expected = {
        "TableName": "table",
        "Item": FULL.to_attributes(),
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {
            ":processed_at": {"S": FULL.processed_at},
            ":status": {"S": "processed"},
        },
    }
    aws.dynamodb.add_response("put_item", {}, expected)
    assert aws.gateway.put_item(FULL, instead_of=unseen)


def test_replaces_an_item_of_unknown_status_unless_one_of_a_known_status_came_since(aws: Aws) -> None:
    names = ("pending", "processed", "rejected", "infected", "unscannable")
    expected = {
        "TableName": "table",
        "Item": FULL.to_attributes(),
        "ConditionExpression": "NOT (#status IN (:pending, :processed, :rejected, :infected, :unscannable))",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {f":{name}": {"S": name} for name in names},
    }
    aws.dynamodb.add_response("put_item", {}, expected)
    assert aws.gateway.put_item(FULL, instead_of=replace(FULL, status=Status.UNKNOWN))


def test_says_when_another_was_faster(aws: Aws) -> None:
    aws.dynamodb.add_client_error("put_item", "ConditionalCheckFailedException")
    assert not aws.gateway.put_item(FULL, instead_of=None)


def test_reads_pending_uploads_from_their_index_page_by_page(aws: Aws) -> None:
    query = {
        "TableName": "table",
        "IndexName": "pending",
        "KeyConditionExpression": "#status = :pending",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":pending": {"S": "pending"}},
    }
    uploads = [PendingUpload(f"{KEY}{number}", "v1", f"2026-05-01T12:00:0{number}Z") for number in range(2)]
    keys = [
        {"file_key": {"S": one.file_key}, "version_id": {"S": "v1"}, "pending_since": {"S": one.since}}
        for one in uploads
    ]
    following = {"user_id": {"S": "user-1"}}
    aws.dynamodb.add_response("query", {"Items": keys[:1], "LastEvaluatedKey": following}, query)
    aws.dynamodb.add_response("query", {"Items": keys[1:]}, {**query, "ExclusiveStartKey": following})
    assert list(aws.gateway.pending_uploads()) == uploads


def test_any_other_error_of_the_table_stays_one(aws: Aws) -> None:
    aws.dynamodb.add_client_error("put_item", "ProvisionedThroughputExceededException")
    with pytest.raises(ClientError, match="ProvisionedThroughputExceeded"):
        aws.gateway.put_item(FULL, instead_of=None)


# Time


def test_a_call_that_hangs_ends_within_half_the_functions_time() -> None:
    attempts = CLIENT_CONFIG.retries["total_max_attempts"]  # type: ignore[attr-defined] # untyped in botocore
    longest_pauses = sum(2**attempt for attempt in range(attempts - 1))  # of the standard mode, in seconds
    waiting = attempts * (CLIENT_CONFIG.connect_timeout + CLIENT_CONFIG.read_timeout)  # type: ignore[attr-defined]
    assert attempts >= 2
    assert waiting + longest_pauses <= 30
