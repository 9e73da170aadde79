"""Every call that this function makes to AWS.

Timeouts: one attempt takes at most 2 s to connect and 5 s to wait for bytes. One call has at most 3 attempts,
and its pauses take at most 3 s together: 24 s. One notice needs several calls, one of them for each
thumbnail, so hanging calls can exceed the function's timeout. Therefore no attempt starts if it could not end
in time: a hanging service raises `OutOfTimeError` before Lambda kills the process.
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
from convergence import HeldVersions, StoredVersion
from metadata_item import Item, PendingUpload, Status, iso_seconds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_s3.client import S3Client

CONNECT_SECONDS, READ_SECONDS = 2, 5
CLIENT_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
    # No checksums: bodies are a few kilobytes, or their length is checked. TCP and TLS protect their bytes.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
PENDING_INDEX = "pending"
THUMBNAIL_CACHE_CONTROL = "public, max-age=31536000, immutable"  # safe: each version has its own key

_GONE = frozenset(("NoSuchVersion", "NoSuchKey", "MethodNotAllowed", "404", "405"))
_AMBIGUOUS = frozenset(("AccessDenied", "403"))  # also S3's answer for a missing object without ListBucket


class VersionGoneError(Exception):
    """The object's version was deleted."""


class IncompleteBodyError(Exception):
    """S3 sent fewer bytes than its Content-Length. A retry may succeed."""


class OutOfTimeError(Exception):
    """Too little time is left for another attempt of a call. A retry of the event has the full time."""


class OpenVersion(Protocol):
    """A version of an object, opened but not yet read."""

    @property
    def version(self) -> StoredVersion:
        """Return the version's metadata."""

    def read(self) -> bytes:
        """Return the whole content. Callers check the size first, because all of it goes into memory."""


class Gateway(Protocol):
    """The AWS calls that processing needs. Every method raises botocore's error if its last retry fails."""

    def held_versions(self, key: str) -> HeldVersions:
        """Return every version and delete marker of the key that S3 still holds."""

    def scan_tag(self, key: str, version_id: str, tag_key: str) -> str | None:
        """Return the value of the scanner's tag on the version; None if the version has no such tag.

        Raises:
            VersionGoneError: the version was deleted.
        """

    @contextmanager
    def open_version(self, key: str, version_id: str) -> Iterator[OpenVersion]:
        """Open a version for reading. Leaving the context closes the connection, read or not.

        Raises:
            VersionGoneError: the version was deleted.
        """

    def delete_version(self, key: str, version_id: str) -> None:
        """Delete one version permanently; no error if it was deleted before."""

    def put_thumbnail(self, key: str, content: bytes, content_type: str) -> None:
        """Store a thumbnail."""

    def remove_thumbnails(self, stem: str, *, but: Collection[str] = ()) -> None:
        """Permanently delete all versions of objects whose key starts with `stem`, except keys in `but`."""

    def item(self, user_id: str, file_key: str) -> Item | None:
        """Return the current item; None if there is none."""

    def put_item(self, item: Item, *, instead_of: Item | None) -> bool:
        """Write `item` if the table still holds `instead_of` (None: no item).

        Returns:
            Whether it was written. False: another process changed the item in between.
        """


class AwsGateway:
    """The gateway that calls AWS; tests use one in memory."""

    def __init__(self, s3: S3Client, dynamodb: DynamoDBClient, bucket: str, table: str) -> None:
        self._s3 = s3
        self._dynamodb = dynamodb
        self._bucket = bucket
        self._table = table
        self._ends_at = math.inf
        for client in (s3, dynamodb):
            client.meta.events.register("before-send", self._check_time_left)

    def end_within(self, seconds: float) -> None:
        """From now on, start no attempt of a call that could end later than in `seconds`."""
        self._ends_at = time.monotonic() + seconds

    def _check_time_left(self, **_: object) -> None:
        seconds = self._ends_at - time.monotonic()
        if seconds < CONNECT_SECONDS + READ_SECONDS:
            raise OutOfTimeError(f"{max(0, seconds):.1f} s are left, too few for another call to AWS.")

    def held_versions(self, key: str) -> HeldVersions:
        """Return every version and delete marker of the key that S3 still holds."""
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
                if entry["Key"] == key  # the prefix also matches longer keys
            ]
            marker_times += [
                iso_seconds(entry["LastModified"])
                for entry in page.get("DeleteMarkers", ())
                if entry["Key"] == key
            ]
        return HeldVersions(tuple(versions), tuple(marker_times))

    def scan_tag(self, key: str, version_id: str, tag_key: str) -> str | None:
        """Return the value of the scanner's tag on the version; None if the version has no such tag."""
        with self._translate_gone_errors(key, version_id):
            answer = self._s3.get_object_tagging(Bucket=self._bucket, Key=key, VersionId=version_id)
        return next((tag["Value"] for tag in answer["TagSet"] if tag["Key"] == tag_key), None)

    @contextmanager
    def open_version(self, key: str, version_id: str) -> Iterator[OpenVersion]:
        """Open a version for reading. Leaving the context closes the connection, read or not."""
        with self._translate_gone_errors(key, version_id):
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
        """Delete one version permanently; no error if it was deleted before."""
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
        """Permanently delete all versions of objects whose key starts with `stem`, except keys in `but`."""
        for page in self._pages_of_versions(stem):
            for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if entry["Key"] not in but:
                    self.delete_version(entry["Key"], entry["VersionId"])

    def item(self, user_id: str, file_key: str) -> Item | None:
        """Return the current item; None if there is none."""
        answer = self._dynamodb.get_item(
            TableName=self._table,
            Key={"user_id": {"S": user_id}, "file_key": {"S": file_key}},
            ConsistentRead=True,
        )
        return Item.from_attributes(answer["Item"]) if "Item" in answer else None

    def put_item(self, item: Item, *, instead_of: Item | None) -> bool:
        """Write `item` if the table still holds `instead_of` (None: no item); return whether it did."""
        request: dict[str, Any] = {"TableName": self._table, "Item": item.to_attributes()}
        if instead_of is None:
            request["ConditionExpression"] = "attribute_not_exists(file_key)"
        elif instead_of.status is Status.UNKNOWN:
            # Compare the status alone: an item from a later release may lack every other attribute.
            known = {f":{status}": {"S": status} for status in Status if status is not Status.UNKNOWN}
            request["ConditionExpression"] = f"NOT (#status IN ({', '.join(known)}))"
            request["ExpressionAttributeNames"] = {"#status": "status"}
            request["ExpressionAttributeValues"] = known
        else:
            # Any two writes of an item differ in at least one of these attributes.
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
        """Yield all pending uploads, oldest first. The index is eventually consistent with the table."""
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
    def _translate_gone_errors(self, key: str, version_id: str) -> Iterator[None]:
        """Raise VersionGoneError for every error by which S3 reports a deleted version.

        "Access denied" is ambiguous, so the versions are listed to tell a deleted one from a real refusal.
        """
        try:
            yield
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _GONE or (code in _AMBIGUOUS and self.held_versions(key).find(version_id) is None):
                raise VersionGoneError(version_id) from error
            raise


class _OpenS3Version:
    """The response of S3's GetObject."""

    def __init__(self, version: StoredVersion, body: Any) -> None:
        self.version = version
        self._body = body

    def read(self) -> bytes:
        """Return the content.

        Raises:
            IncompleteBodyError: its length differs from the response's Content-Length.
        """
        content: bytes = self._body.read(self.version.size + 1)
        if len(content) != self.version.size:
            raise IncompleteBodyError(f"S3 sent {len(content)} of {self.version.size} bytes; try again.")
        return content


def connect(bucket: str, table: str) -> AwsGateway:
    """Return a gateway with new clients. Region and credentials come from the environment.

    The clients come from botocore and not from boto3: boto3's resources and transfers are not needed, and
    leaving them out saves a third of the import time.
    """
    session = botocore.session.get_session()
    s3 = cast("S3Client", session.create_client("s3", config=CLIENT_CONFIG))
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=CLIENT_CONFIG))
    return AwsGateway(s3, dynamodb, bucket, table)
