"""One mode of a deployed stack as the tests use it: upload as a client, read as an administrator."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from local_aws.client import Answer, Client, send
from local_aws.engine import Clients
from local_aws.stack import Mode, Stack

SECONDS = 30


def eventually[T](look: Callable[[], T | None], what: str, seconds: float = SECONDS) -> T:
    """Call `look` until it returns a true value, and return that; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.05)


@dataclass(frozen=True)
class Upload:
    """An uploaded version of a file."""

    user_id: str
    file_key: str
    version: str


class Flow:
    """One mode. `api` is the client under test: it has the API's URL and secret, but no AWS key."""

    def __init__(self, stack: Stack, name: str) -> None:
        self.stack = stack
        self.name = name
        self.mode: Mode = stack.modes[name]
        self.api: Client = stack.client(name)

    @cached_property
    def admin(self) -> Clients:
        """An administrator's AWS clients, to prepare and to check; never under test."""
        return Clients(self.stack.engine)

    @cached_property
    def sizes(self) -> int:
        """The number of thumbnails of an image in this mode."""
        name = self.mode.functions["process_uploaded_file"]
        found = self.admin.functions.get_function_configuration(FunctionName=name)
        return 1 + len(json.loads(found["Environment"]["Variables"]["THUMBNAILS"]))

    def get(self, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Ask the API with the right secret, or with exactly these headers."""
        return self.request("GET", parameters, headers)

    def request(
        self, method: str, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send any request to the API's resource, with the right secret or with exactly these headers."""
        url = f"{self.mode.api_url}?{urlencode(parameters, quote_via=quote)}"
        sent = {self.mode.auth_header: self.mode.auth_secret} if headers is None else headers
        return send(method, url, sent, trust=self.api.trust)

    def upload(self, content: bytes, name: str = "photo", ext: str = "jpg", **optional: str) -> Upload:
        """Upload a file for a new user, as an application does."""
        user = new_user()
        permission = self.api.ask(user, name, ext, **optional)
        return Upload(user, permission.file_key, self.api.put(permission, content))

    def item(self, upload: Upload) -> dict[str, Any] | None:
        """Return the upload's item as it is now."""
        table = self.admin.tables.Table(self.mode.table)
        key = {"user_id": upload.user_id, "file_key": upload.file_key}
        return table.get_item(Key=key, ConsistentRead=True).get("Item")

    def finished(self, upload: Upload, seconds: float = SECONDS) -> dict[str, Any]:
        """Wait until the item has this version's verdict, and return the item."""

        def look() -> dict[str, Any] | None:
            item = self.item(upload)
            is_judged = item and item.get("version_id") == upload.version and item["status"] != "pending"
            return item if is_judged else None

        return eventually(look, f"the verdict of {upload.file_key}", seconds)

    def versions(self, prefix: str) -> list[tuple[str, str]]:
        """Return key and version id of everything readable below a prefix, old versions included."""
        found = self.admin.s3.list_object_versions(Bucket=self.mode.bucket, Prefix=prefix)
        return [(version["Key"], version["VersionId"]) for version in found.get("Versions", [])]

    def thumbnails(self, upload: Upload) -> list[str]:
        """Return the keys of every thumbnail of the upload's user."""
        return [key for key, _ in self.versions(f"thumbnails/{upload.user_id}/")]

    def content(self, key: str) -> bytes:
        """Return an object's content."""
        return self.admin.s3.get_object(Bucket=self.mode.bucket, Key=key)["Body"].read()

    def publish(self, **finding: str) -> None:
        """Publish a finding by hand, as BucketAV would."""
        if self.mode.findings_topic_arn is None:
            raise ValueError("Only the mode with BucketAV has a findings topic")
        self.admin.sns.publish(TopicArn=self.mode.findings_topic_arn, Message=json.dumps(finding))

    def log_of(self, version: str, function: str = "process_uploaded_file") -> list[dict[str, Any]]:
        """Return a function's log lines about one version, oldest first."""
        group = f"/aws/lambda/{self.mode.functions[function]}"
        pages = self.admin.logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        try:
            # Filtered here, because not every engine filters.
            messages = [event["message"] for page in pages for event in page["events"]]
        except self.admin.logs.exceptions.ResourceNotFoundException:
            return []  # the group appears with a function's first line
        return [json.loads(message) for message in messages if version in message]

    def process(self, event: Mapping[str, Any], function: str = "process_uploaded_file") -> dict[str, Any]:
        """Call a function with an event and return Lambda's answer: `error`, and the parsed `payload`."""
        called = self.admin.functions.invoke(
            FunctionName=self.mode.functions[function], Payload=json.dumps(event).encode()
        )
        return {
            "error": called.get("FunctionError"),
            "payload": json.loads(called["Payload"].read() or b"null"),
        }


def new_user() -> str:
    """Return a new user id."""
    return f"user-{uuid.uuid4().hex[:12]}"


def sns_event(message: Mapping[str, Any], topic_arn: str) -> dict[str, Any]:
    """Return the event with which SNS calls a function."""
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{topic_arn}:subscription",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": str(uuid.uuid4()),
                    "TopicArn": topic_arn,
                    "Message": json.dumps(message),
                    "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
                    "MessageAttributes": {},
                },
            }
        ]
    }


def s3_event(bucket: str, upload: Upload) -> dict[str, Any]:
    """Return the event with which S3 reports an upload; the key must be plain ASCII."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "eventName": "ObjectCreated:Put",
                "eventTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
                "s3": {
                    "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
                    "object": {
                        "key": upload.file_key,
                        "versionId": upload.version,
                        "size": 1,
                        "sequencer": "1",
                    },
                },
            }
        ]
    }


def arrival_event(bucket: str, upload: Upload, **known: object) -> dict[str, Any]:
    """Return the event with which EventBridge reports an upload."""
    return {
        "version": "0",
        "source": "aws.s3",
        "detail-type": "Object Created",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "detail": {
            "bucket": {"name": bucket},
            "object": {"key": upload.file_key, "version-id": upload.version, **known},
        },
    }


def result_event(bucket: str, upload: Upload, result: str, *, with_version: bool = True) -> dict[str, Any]:
    """Return the event with which EventBridge brings a result of GuardDuty."""
    thing = {"bucketName": bucket, "objectKey": upload.file_key}
    return {
        "version": "0",
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "detail": {
            "scanStatus": "COMPLETED",
            "s3ObjectDetails": {**thing, "versionId": upload.version} if with_version else thing,
            "scanResultDetails": {"scanResultStatus": result, "threats": None},
        },
    }


CHECK = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
"""The event with which the schedule asks for the check of pending uploads."""


def error_of(answer: Answer) -> dict[str, Any]:
    """Return the answer's error; fails unless the answer has exactly the form of the contract."""
    body = answer.json()
    assert list(body) == ["error"]
    error: dict[str, Any] = body["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "parameter"}
    assert answer.headers["content-type"].startswith("application/json")
    return error


def header(answer: Answer, name: str) -> str | None:
    """Return a header of an answer, None if it is missing."""
    return answer.headers.get(name.lower())
