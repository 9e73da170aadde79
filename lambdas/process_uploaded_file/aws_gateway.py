"""Every call that this function makes to AWS.

Timeouts: one call takes at most 3 attempts of 2 s to connect and 5 s to wait for bytes, with pauses of at
most 3 s between them: 24 s. A story has up to six calls, so that several that hang do not fit into the
function's time: no attempt begins that could not end within it. So a service that hangs is an error with a
name, and not a process that is killed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from convergence import Holdings, StoredVersion
from metadata_item import Item, PendingUpload, Status, iso_seconds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_s3.client import S3Client

CONNECT_SECONDS, READ_SECONDS = 2, 5
CLIENT_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
    # The bodies are a few kilobytes or checked by their ETag's length; TCP and TLS keep them whole.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
PENDING_INDEX = "pending"
THUMBNAIL_CACHE_CONTROL = "public, max-age=31536000, immutable"  # another version has another key

_GONE = frozenset(("NoSuchVersion", "NoSuchKey", "MethodNotAllowed", "404", "405"))
_AMBIGUOUS = frozenset(("AccessDenied", "403"))  # what S3 says of a missing object to those who may not list


class VersionGoneError(Exception):
    """The version of the object is no longer there."""


class IncompleteBodyError(Exception):
    """S3 sent fewer bytes than it announced; another attempt may get them all."""


class OutOfTimeError(Exception):
    """An attempt of a call could have run beyond the function's time; the next try of the event has more."""


class OpenVersion(Protocol):
    """A version of an object, found but not yet read."""

    @property
    def version(self) -> StoredVersion:
        """Return what S3 says of it."""

    def read(self) -> bytes:
        """Return its content, all of it: the caller looks at the size first."""


class Gateway(Protocol):
    """What processing needs of AWS. Every method raises botocore's errors when a call fails for good."""

    def holdings(self, key: str) -> Holdings:
        """Return every version of the upload that S3 still holds."""

    def scan_tag(self, key: str, version_id: str, tag_key: str) -> str | None:
        """Return the value of the scanner's tag on the version, None where it has none.

        Raises:
            VersionGoneError: there is no such version any more.
        """

    @contextmanager
    def open_version(self, key: str, version_id: str) -> Iterator[OpenVersion]:
        """Open a version for reading; the connection is closed on leaving, read or not.

        Raises:
            VersionGoneError: there is no such version any more.
        """

    def delete_version(self, key: str, version_id: str) -> None:
        """Delete one version for good; nothing happens if it is gone."""

    def put_thumbnail(self, key: str, content: bytes, content_type: str) -> None:
        """Store a thumbnail."""

    def remove_thumbnails(self, stem: str, *, but: Collection[str] = ()) -> None:
        """Delete for good every version of every thumbnail whose key starts with `stem`, except `but`."""

    def item(self, user_id: str, file_key: str) -> Item | None:
        """Return the item as it is now, None if there is none."""

    def put_item(self, item: Item, *, instead_of: Item | None) -> bool:
        """Write `item` if the table still holds `instead_of` (None: nothing); return whether it did."""


class AwsGateway:
    """The gateway to AWS itself."""

    def __init__(self, s3: S3Client, dynamodb: DynamoDBClient, bucket: str, table: str) -> None:
        self._s3 = s3
        self._dynamodb = dynamodb
        self._bucket = bucket
        self._table = table
        self._ends_at = math.inf
        for client in (s3, dynamodb):
            client.meta.events.register("before-send", self._begin_nothing_that_cannot_end)

    def end_within(self, seconds: float) -> None:
        """Begin no attempt of a call that could take longer than until then."""
        self._ends_at = time.monotonic() + seconds

    def _begin_nothing_that_cannot_end(self, **_: object) -> None:
        seconds = self._ends_at - time.monotonic()
        if seconds < CONNECT_SECONDS + READ_SECONDS:
            raise OutOfTimeError(f"{max(0, seconds):.1f} s are left, too few for another call to AWS.")

    def holdings(self, key: str) -> Holdings:
        """Return every version of the upload that S3 still holds."""
        versions: list[StoredVersion] = []
        marker_times: list[str] = []
        for page in self._pages_of_versions(key):
            versions += [
                StoredVersion(
                    version_id=entry["VersionId"],
                    uploaded_at=iso_seconds(entry["LastModified"]),
                    etag=entry["ETag"].strip('"'),
                    size=entry["Size"],
                    is_current=entry["IsLatest"],
                )
                for entry in page.get("Versions", ())
                if entry["Key"] == key  # others may start with it
            ]
            marker_times += [
                iso_seconds(entry["LastModified"])
                for entry in page.get("DeleteMarkers", ())
                if entry["Key"] == key
            ]
        return Holdings(tuple(versions), tuple(marker_times))

    def scan_tag(self, key: str, version_id: str, tag_key: str) -> str | None:
        """Return the value of the scanner's tag on the version, None where it has none."""
        with self._telling_what_is_gone(key, version_id):
            answer = self._s3.get_object_tagging(Bucket=self._bucket, Key=key, VersionId=version_id)
        return next((tag["Value"] for tag in answer["TagSet"] if tag["Key"] == tag_key), None)

    @contextmanager
    def open_version(self, key: str, version_id: str) -> Iterator[OpenVersion]:
        """Open a version for reading; the connection is closed on leaving, read or not."""
        with self._telling_what_is_gone(key, version_id):
            answer = self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        with answer["Body"] as body:
            version = StoredVersion(
                version_id=version_id,
                uploaded_at=iso_seconds(answer["LastModified"]),
                etag=answer["ETag"].strip('"'),
                size=answer["ContentLength"],
            )
            yield _OpenS3Version(version, body)

    def delete_version(self, key: str, version_id: str) -> None:
        """Delete one version for good; nothing happens if it is gone."""
        self._s3.delete_object(Bucket=self._bucket, Key=key, VersionId=version_id)

    def put_thumbnail(self, key: str, content: bytes, content_type: str) -> None:
        """Store a thumbnail."""
        self._s3.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=content,
            ContentType=content_type,
            CacheControl=THUMBNAIL_CACHE_CONTROL,
        )

    def remove_thumbnails(self, stem: str, *, but: Collection[str] = ()) -> None:
        """Delete for good every version of every thumbnail whose key starts with `stem`, except `but`."""
        for page in self._pages_of_versions(stem):
            for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if entry["Key"] not in but:
                    self.delete_version(entry["Key"], entry["VersionId"])

    def item(self, user_id: str, file_key: str) -> Item | None:
        """Return the item as it is now, None if there is none."""
        answer = self._dynamodb.get_item(
            TableName=self._table,
            Key={"user_id": {"S": user_id}, "file_key": {"S": file_key}},
            ConsistentRead=True,
        )
        return Item.from_attributes(answer["Item"]) if "Item" in answer else None

    def put_item(self, item: Item, *, instead_of: Item | None) -> bool:
        """Write `item` if the table still holds `instead_of` (None: nothing); return whether it did."""
        request: dict[str, Any] = {"TableName": self._table, "Item": item.to_attributes()}
        if instead_of is None:
            request["ConditionExpression"] = "attribute_not_exists(file_key)"
        elif instead_of.status is Status.UNKNOWN:
            # Nothing else is sure to be there: what a later release writes may lack even its time.
            known = {f":{status}": {"S": status} for status in Status if status is not Status.UNKNOWN}
            request["ConditionExpression"] = f"NOT (#status IN ({', '.join(known)}))"
            request["ExpressionAttributeNames"] = {"#status": "status"}
            request["ExpressionAttributeValues"] = known
        else:
            # Two writings of an item differ at least in these.
            etag = "etag = :etag" if instead_of.etag else "attribute_not_exists(etag)"
            request["ConditionExpression"] = f"processed_at = :processed_at AND #status = :status AND {etag}"
            request["ExpressionAttributeNames"] = {"#status": "status"}
            request["ExpressionAttributeValues"] = {
                ":processed_at": {"S": instead_of.processed_at},
                ":status": {"S": instead_of.status},
            }
            if instead_of.etag:
                request["ExpressionAttributeValues"][":etag"] = {"S": instead_of.etag}
        try:
            self._dynamodb.put_item(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def pending_uploads(self) -> Iterator[PendingUpload]:
        """Yield all pending uploads, the oldest first; the index may be a moment behind the table."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=PENDING_INDEX,
            KeyConditionExpression="#status = :pending",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":pending": {"S": Status.PENDING}},
        )
        for found in (item for page in pages for item in page["Items"]):
            version = found.get("version_id", {}).get("S")
            yield PendingUpload(found["file_key"]["S"], version, found["pending_since"]["S"])

    def _pages_of_versions(self, prefix: str) -> Iterator[Any]:
        paginator = self._s3.get_paginator("list_object_versions")
        yield from paginator.paginate(Bucket=self._bucket, Prefix=prefix)

    @contextmanager
    def _telling_what_is_gone(self, key: str, version_id: str) -> Iterator[None]:
        """Turn S3's ways of saying that a version is gone into one; a real refusal stays one."""
        try:
            yield
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _GONE or (code in _AMBIGUOUS and self.holdings(key).find(version_id) is None):
                raise VersionGoneError(version_id) from error
            raise


class _OpenS3Version:
    """The body of an answer of S3's GetObject."""

    def __init__(self, version: StoredVersion, body: Any) -> None:
        self.version = version
        self._body = body

    def read(self) -> bytes:
        """Return the content, checked to be as long as S3 announced."""
        content: bytes = self._body.read(self.version.size + 1)
        if len(content) != self.version.size:
            raise IncompleteBodyError(f"S3 sent {len(content)} of {self.version.size} bytes; try again.")
        return content


def connect(bucket: str, table: str) -> AwsGateway:
    """Return the gateway with clients of its own; region and credentials come from the environment.

    The clients come from botocore and not from boto3, whose resources and transfers nobody here uses: that
    saves a third of the import.
    """
    session = botocore.session.get_session()
    s3 = cast("S3Client", session.create_client("s3", config=CLIENT_CONFIG))
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=CLIENT_CONFIG))
    return AwsGateway(s3, dynamodb, bucket, table)
