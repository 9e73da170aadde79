"""A bucket and a table on the embedded emulator, the processing function in this process, Lambda's retries.

The function and its AWS clients are real. An injector sits between the clients and the network. A few lines
here replace Lambda and SQS: three attempts, then the dead-letter queue.
"""

from __future__ import annotations

import copy
import io
import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from botocore.session import Session
from decoder.client import Decoder
from images.interface import ImageLimits
from metadata_item import UploadName
from PIL import Image

from local_aws.engine import Clients, Engine
from tests.faults.injection import Fault, Injector, KilledError
from tests.unit.handlers import load_handler

LAMBDA_ATTEMPTS = 3  # the module configures two retries
RESULTS = {"clean": "NO_THREATS_FOUND", "infected": "THREATS_FOUND", "no": "UNSUPPORTED"}
TOPIC_ARN = "arn:aws:sns:eu-central-1:000000000000:findings"

type Event = dict[str, Any]
type State = dict[str, Any]


def photograph(colour: str = "steelblue") -> bytes:
    """Return a small JPEG."""
    content = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(content, "JPEG")
    return content.getvalue()


def now() -> str:
    """Return the current time in the form that events have."""
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True)
class Stored:
    """A version of an object."""

    key: str
    version: str


@dataclass
class World:
    """One mode of the uploader on the emulator's S3 and DynamoDB."""

    engine: Engine
    scanner: str
    bucket: str
    admin: Clients
    injector: Injector = field(default_factory=Injector)
    dead_letters: list[Event] = field(default_factory=list)
    arrivals: set[str] = field(default_factory=set)  # keys of the uploads with an arrival event
    # Kept over cold starts only for its parsed service models, because parsing takes most of the time.
    session: Session = field(default_factory=Session)
    # Kept too, because a start takes 0.1 s. tests/faults/decoder.py tests the decoder's faults.
    decoder: Decoder = field(init=False)
    handler: Callable[[Event, object], None] = field(init=False)

    @property
    def table(self) -> str:
        """The metadata table's name."""
        return f"{self.bucket}-metadata"

    def start(self) -> None:
        """Make the bucket and the table, and start the function for the first time."""
        self.admin.s3.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        self.admin.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        self.admin.tables.create_table(
            TableName=self.table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "user_id", "KeyType": "HASH"},
                {"AttributeName": "file_key", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "user_id", "AttributeType": "S"},
                {"AttributeName": "file_key", "AttributeType": "S"},
            ],
        )
        self.cold_start()

    def cold_start(self) -> None:
        """Load the function again, as Lambda does after its process has died."""
        variables = {
            **self.engine.environment(),
            "UPLOADS_BUCKET": self.bucket,
            "UPLOADS_PREFIX": "uploads/",
            "THUMBNAILS_PREFIX": "thumbnails/",
            "METADATA_TABLE": self.table,
            "SCANNER": self.scanner,
            "DELETE_REJECTED": "false",
            "MAX_UPLOAD_BYTES": "10485760",
            "MAX_IMAGE_PIXELS": "50000000",
            "ALLOWED_CONTENT_TYPES": json.dumps(["image/jpeg", "image/png", "image/webp", "image/gif"]),
            "THUMBNAIL": json.dumps({"width": 200, "height": 200, "fit": "contain", "quality": 80}),
            "THUMBNAILS": json.dumps(
                {"large": {"width": 300, "height": 300, "fit": "contain", "quality": 80}}
            ),
            "THUMBNAIL_FORMAT": "source",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        with (
            mock.patch.dict(os.environ, {**others, **variables}, clear=True),
            mock.patch("botocore.session.get_session", return_value=self.session),
            mock.patch("decoder.client.start_decoder", self._decoder_for),
        ):
            module = load_handler("process_uploaded_file")
        gateway = module.PROCESSOR._gateway
        self.injector.attach(gateway._s3, gateway._dynamodb)
        self.handler = module.handler

    def _decoder_for(self, limits: ImageLimits) -> Decoder:
        if not hasattr(self, "decoder"):
            self.decoder = Decoder(limits)
        return self.decoder

    # --- clients, S3 and the scanners ---

    def put(self, content: bytes, key: str | None = None) -> Stored:
        """Store a file of a new user, or a new version under `key`."""
        key = key or f"uploads/user-{uuid.uuid4().hex[:12]}/0123_photo.jpg"
        answer = self.admin.s3.put_object(Bucket=self.bucket, Key=key, Body=content)
        return Stored(key, answer["VersionId"])

    def delete(self, stored: Stored, *, for_good: bool = False) -> None:
        """Delete an object with a delete marker; with `for_good`, delete this version."""
        if for_good:
            self.admin.s3.delete_object(Bucket=self.bucket, Key=stored.key, VersionId=stored.version)
        else:
            self.admin.s3.delete_object(Bucket=self.bucket, Key=stored.key)

    def notification(self, stored: Stored) -> Event:
        """Return S3's event of an upload."""
        thing = {"key": stored.key, "versionId": stored.version, "size": 1, "sequencer": "00"}
        return {
            "Records": [
                {
                    "eventVersion": "2.1",
                    "eventSource": "aws:s3",
                    "eventName": "ObjectCreated:Put",
                    "eventTime": now(),
                    "s3": {"bucket": {"name": self.bucket}, "object": thing},
                }
            ]
        }

    def finding(self, stored: Stored, status: str, *, with_version: bool = True) -> Event:
        """Return SNS's event of BucketAV's finding, or EventBridge's event of GuardDuty's result."""
        if self.scanner == "guardduty":
            return self._result(stored, RESULTS[status])
        message = {"bucket": self.bucket, "key": stored.key, "status": status}
        if with_version:
            message["version"] = stored.version
        notification = {
            "Type": "Notification",
            "MessageId": str(uuid.uuid4()),
            "TopicArn": TOPIC_ARN,
            "Message": json.dumps(message),
            "Timestamp": now(),
            "MessageAttributes": {},
        }
        return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": notification}]}

    def _result(self, stored: Stored, result: str) -> Event:
        thing = {"bucketName": self.bucket, "objectKey": stored.key, "versionId": stored.version}
        return {
            "source": "aws.guardduty",
            "detail-type": "GuardDuty Malware Protection Object Scan Result",
            "time": now(),
            "detail": {
                "scanStatus": "SKIPPED" if result == "UNSUPPORTED" else "COMPLETED",
                "s3ObjectDetails": thing,
                "scanResultDetails": {"scanResultStatus": result, "threats": None},
            },
        }

    def arrival(self, stored: Stored, *, with_version: bool = True) -> Event:
        """Return EventBridge's event of an upload; the version must still exist."""
        found = self.admin.s3.head_object(Bucket=self.bucket, Key=stored.key, VersionId=stored.version)
        self.arrivals.add(stored.key)
        thing = {"key": stored.key, "size": found["ContentLength"], "etag": found["ETag"].strip('"')}
        if with_version:
            thing["version-id"] = stored.version
        return {
            "source": "aws.s3",
            "detail-type": "Object Created",
            "time": found["LastModified"].isoformat(),
            "detail": {"bucket": {"name": self.bucket}, "object": thing},
        }

    # --- a later release, before a rollback to this one ---

    def leave_as_a_later_release(self, stored: Stored, *sizes: str) -> None:
        """Put an item with a status that this release does not know, and thumbnails with these names."""
        name = UploadName.parse(stored.key, "uploads/")
        assert name is not None
        stem = name.thumbnail_stem("thumbnails/", stored.version)
        thumbnails = {size.partition(".")[0]: f"{stem}{size}" for size in sizes}
        for key in thumbnails.values():
            self.admin.s3.put_object(Bucket=self.bucket, Key=key, Body=b"")
        item: dict[str, Any] = {"user_id": name.user_id, "file_key": stored.key, "version_id": stored.version}
        if sizes:
            item |= {"thumbnail_key": f"{stem}{sizes[0]}", "thumbnails": thumbnails}
        self.admin.tables.Table(self.table).put_item(Item={**item, "status": "known to no release yet"})

    # --- Lambda ---

    def deliver(self, event: Event) -> int:
        """Call the function as Lambda does, up to three times; return the number of attempts.

        After the last failure the event goes to `dead_letters`.
        """
        for attempt in range(1, LAMBDA_ATTEMPTS + 1):
            try:
                self.handler(copy.deepcopy(event), None)
            except KilledError:
                self.cold_start()
            except Exception:  # noqa: BLE001, S112 - whatever it is, Lambda tries again
                continue
            else:
                return attempt
        self.dead_letters.append(event)
        return LAMBDA_ATTEMPTS

    # --- the state afterwards ---

    def state(self, key: str) -> State:
        """Return an upload's item, thumbnails and versions in a form without random names and times."""
        user = key.split("/")[1]
        table = self.admin.tables.Table(self.table)
        item = table.get_item(Key={"user_id": user, "file_key": key}, ConsistentRead=True).get("Item")
        thumbnails = {name for name, _ in self._versions(f"thumbnails/{user}/")}
        versions = [version for _, version in self._versions(f"uploads/{user}/")]
        said: State | None = None
        if item is not None:
            said = {
                name: value
                for name, value in item.items()
                if name in ("status", "reason", "content_type", "size", "width", "height", "etag")
            }
            if item["status"] == "infected" and key not in self.arrivals:
                # The function reads size and ETag from the version. If it is killed after it deleted the
                # version and before it wrote the item, only an arrival event can still tell them.
                said.pop("size", None)
                said.pop("etag", None)
            version = str(item.get("version_id"))
            said["version"] = versions.index(version) if version in versions else "gone"
            sizes = item.get("thumbnails", {})
            assert isinstance(sizes, dict)
            shown = set(sizes.values())
            said["has the thumbnail"] = item.get("thumbnail_key") in thumbnails and shown == thumbnails
            said["names a thumbnail"] = "thumbnail_key" in item
        return {"item": said, "thumbnails": len(thumbnails), "versions": len(versions)}

    def _versions(self, prefix: str) -> list[tuple[str, str]]:
        found = self.admin.s3.list_object_versions(Bucket=self.bucket, Prefix=prefix)
        return [(version["Key"], version["VersionId"]) for version in found.get("Versions", [])]


@contextmanager
def worlds(engine: Engine) -> Iterator[dict[str, World]]:
    """Make a world for each scanner; there, the SDK's retries have no pauses and no quota."""
    admin = Clients(engine)
    # botocore tests the pauses and the quota of its retries itself. Here the pauses would take hours. The
    # quota grows with a process's successful calls, and the faults of other cases would use it up.
    with (
        mock.patch("botocore.endpoint.time.sleep"),
        mock.patch("botocore.retries.quota.RetryQuota.acquire", return_value=True),
    ):
        made = {}
        for scanner in ("none", "bucketav", "guardduty"):
            made[scanner] = World(engine, scanner, f"faults-{scanner}-{uuid.uuid4().hex[:8]}", admin)
            made[scanner].start()
        yield made


def spoiling(operations: list[str], place: int, faults: list[Fault]) -> dict[str, list[Fault | None]]:
    """Return the plan that injects `faults` into the call at `place` of a run, and into its retries."""
    operation = operations[place]
    earlier = operations[:place].count(operation)
    return {operation: [*([None] * earlier), *faults]}
