"""The trace of one upload, from an item, an object, logs and a dead-letter queue in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import upload_id as functions
from all_scanners import load_scanner, scanner_names
from botocore.exceptions import ClientError
from images.decoding.rejected_image import ImageProblem
from metadata_item import UploadName
from notices.notice import NOT_SCANNED
from reasons import Reason

from operations import trace_upload
from operations.trace_upload import HAS_VERDICT, NO_VERDICT, UNKNOWN, Deployment, Life, conclusion, look_up
from tests.unit.operations.test_replay import Queue

NOW = datetime.now(UTC).replace(microsecond=0)
RANDOM = "0123456789abcdef" * 2
KEY = f"uploads/auth0!7C17/{RANDOM}_my cat.jpg"
THUMBNAIL = f"thumbnails/auth0!7C17/{RANDOM}_my cat.1.jpg"
ITEM = {
    "user_id": {"S": "auth0|17"},
    "file_key": {"S": KEY},
    "status": {"S": "processed"},
    "version_id": {"S": "v1"},
    "uploaded_at": {"S": NOW.isoformat()},
    "processed_at": {"S": NOW.isoformat()},
    "content_type": {"S": "image/jpeg"},
    "width": {"N": "64"},
    "height": {"N": "48"},
    "thumbnail_key": {"S": THUMBNAIL},
    "thumbnails": {"M": {"default": {"S": THUMBNAIL}}},
}
FAILED = {
    "requestContext": {
        "requestId": "r9",
        "functionArn": "arn:aws:lambda:eu-west-1:1:function:process:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 3,
    },
    "requestPayload": {"Records": [{"s3": {"object": {"key": f"uploads/auth0%217C17/{RANDOM}_my+cat.jpg"}}}]},
    "responsePayload": {"errorMessage": "Upload 0123: ConnectionResetError: reset by peer"},
}


@dataclass
class Aws:
    """Every service at once, as far as the trace asks."""

    objects: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)
    markers: list[datetime] = field(default_factory=list)
    item: dict[str, Any] | None = None
    logs: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    refused: str = ""
    asked_since: list[int] = field(default_factory=list)
    operation: str = ""

    def get_paginator(self, operation: str) -> Aws:
        self.operation = operation
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        if self.operation == self.refused:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, self.operation)
        if self.operation == "filter_log_events":
            self.asked_since.append(asked["startTime"])
            # As an engine that does not filter by a pattern.
            lines = self.logs.get(asked["logGroupName"].removeprefix("/aws/lambda/"), [])
            return [{"events": [{"timestamp": at.timestamp() * 1000, "message": text}]} for at, text in lines]
        versions = [
            {"Key": key, "VersionId": version, "Size": 5, "LastModified": at}
            for key, held in self.objects.items()
            if key.startswith(asked["Prefix"])
            for version, at in held
        ]
        markers = [{"Key": KEY, "VersionId": "m", "LastModified": at} for at in self.markers]
        return [{"Versions": versions, "DeleteMarkers": markers}]

    def get_object_tagging(self, **_: object) -> dict[str, Any]:
        return {"TagSet": [{"Key": "bucketav", "Value": "clean"}]}

    def get_item(self, *, Key: dict[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803 - DynamoDB's
        assert Key == {"user_id": {"S": "auth0|17"}, "file_key": {"S": KEY}}
        return {"Item": self.item} if self.item else {}


def line(minutes: int = 0, **said: object) -> tuple[datetime, str]:
    about = {"message": "upload", "upload": RANDOM, "version": "v1", "request_id": "r1", "verdict": "clean"}
    return NOW + timedelta(minutes=minutes), json.dumps({**about, **said})


GIVEN = line(-1, message="upload URL", size=5, request_id="r0")


def traced(aws: Aws, queue: Queue | None = None, key: str = KEY) -> tuple[Life, str]:
    everything: Any = aws
    letters: Any = queue or Queue()
    to = Deployment("b", "t", "q", ("b-sign", "process"), everything, everything, everything, letters)
    life = look_up(to, key)
    return life, "\n".join(trace_upload.report(life))


def test_the_life_of_a_processed_upload_is_told_in_order() -> None:
    objects = {
        KEY: [("v1", NOW)],
        THUMBNAIL: [("t1", NOW + timedelta(seconds=1))],
        KEY + "2": [("other", NOW)],
    }
    item = {**ITEM, "processed_at": {"S": (NOW + timedelta(seconds=2)).isoformat()}}
    done = line(1, action="recorded", status="processed", milliseconds=12.5)

    life, told = traced(
        Aws(objects, item=item, logs={"b-sign": [GIVEN], "process": [done, line(upload="other")]})
    )

    assert [(moment.place, moment.text) for moment in life.moments] == [
        ("sign", "the URL was given for 5 bytes [request r0]"),
        ("object", "version v1 was uploaded, 5 bytes; tags now: bucketav=clean"),
        ("object", f"thumbnail {THUMBNAIL}, 5 bytes"),
        ("item", "processed, of version v1, image/jpeg, 64 x 48 pixels"),
        ("process", "clean of version v1: recorded, processed, after 12.5 ms [request r1]"),
    ]
    assert conclusion(life) == (HAS_VERDICT, "It was processed.", "Nothing.")
    assert told.startswith(KEY)


def test_a_dead_letter_is_told_with_its_attempts_and_what_ended_them() -> None:
    queue = Queue()
    queue.send(FAILED)
    queue.send({"about": "uploads/u/another"})
    failed = [line(n, action="failed", error="ConnectionResetError", cause="reset") for n in range(2)]
    report = {"type": "platform.report", "record": {"requestId": "r9", "status": "timeout"}}
    logs = {"process": [*failed, (NOW, json.dumps(report)), (NOW, "REPORT RequestId: r9 Duration: 1 ms")]}

    life, told = traced(Aws({KEY: [("v1", NOW)]}, logs=logs), queue)

    assert told.count("failed, ConnectionResetError: reset") == 2
    assert "request r9: Lambda reports timeout" in told
    assert "after 3 attempts, RetriesExhausted: Upload 0123: ConnectionResetError" in told
    assert conclusion(life)[0] == NO_VERDICT
    assert "replay_dead_letters.py" in conclusion(life)[2]
    assert (len(queue.visible), len(queue.hidden)) == (2, 0)


def test_a_key_that_the_api_did_not_make_is_found_too() -> None:
    key, queue = "uploads/auth0!7C17/my cat.jpg", Queue()
    queue.send({"Type": "Notification", "Message": json.dumps({"key": key})})
    life = Life(key)
    everything: Any = Aws(logs={"process": [line(upload=functions.upload_id(key), action="ignored")]})
    letters: Any = queue
    to = Deployment("b", "t", "q", ("process",), everything, everything, everything, letters)
    trace_upload._read_letters(to, life)
    trace_upload._read_logs(to, life, NOW)
    assert [moment.place for moment in life.moments] == ["dead-letter queue", "process"]


def test_logs_are_read_from_before_an_old_upload() -> None:
    aws = Aws({KEY: [("v1", NOW - timedelta(100))]}, logs={"process": [GIVEN]})
    traced(aws)
    assert {NOW - datetime.fromtimestamp(at / 1000, UTC) for at in aws.asked_since} == {timedelta(107)}


def test_what_cannot_be_read_is_said_and_the_rest_is_told() -> None:
    life, told = traced(Aws(item=ITEM, refused="list_object_versions"))
    assert "The object could not be read" in told
    assert life.item


@pytest.mark.parametrize(
    ("aws", "status", "said", "to_do"),
    [
        (Aws(), UNKNOWN, "is unknown", "whole `file_key`"),
        (Aws(logs={"b-sign": [GIVEN]}), NO_VERDICT, "nothing was uploaded", "403 means an expired URL"),
        (
            Aws({KEY: [("v1", NOW)]}, logs={"b-sign": [GIVEN]}),
            NO_VERDICT,
            "has no verdict",
            "that the scanner runs",
        ),
        (
            Aws({KEY: [("v1", NOW)]}, logs={"process": [line(action="failed", error="OSError")]}),
            *(NO_VERDICT, "has no verdict", "Failed attempts so far: 1, the last with OSError"),
        ),
        (Aws(markers=[NOW]), NO_VERDICT, "was deleted", "new URL"),
        (Aws(item={**ITEM, "status": {"S": "pending"}}), NO_VERDICT, "waiting for its verdict", "Look again"),
        (Aws({KEY: [("v2", NOW)]}, item=ITEM), NO_VERDICT, "a newer one was uploaded", "Look again"),
        (Aws({KEY: [("v1", NOW)]}, item=ITEM), HAS_VERDICT, "a thumbnail is missing", "again"),
        (Aws(item={**ITEM, "status": {"S": "infected"}}), HAS_VERDICT, "infected", "user"),
        (
            Aws(item={**ITEM, "status": {"S": "rejected"}, "reason": {"S": "damaged"}}),
            *(HAS_VERDICT, "damaged or truncated", "Tell its user"),
        ),
        (
            Aws(item={**ITEM, "status": {"S": "unscannable"}, "reason": {"S": "of_later"}}),
            *(HAS_VERDICT, "could not judge it. Its reason is of_later.", "by hand"),
        ),
        (
            Aws(item={**ITEM, "status": {"S": "unscannable"}, "reason": {"S": "scan_unsupported"}}),
            *(HAS_VERDICT, "GuardDuty cannot scan it", "by hand"),
        ),
        (
            Aws(item={**ITEM, "status": {"S": "unscannable"}, "reason": {"S": "scan_access_denied"}}),
            *(HAS_VERDICT, "GuardDuty's role is not allowed to read", "protection plan's role"),
        ),
        (
            Aws(item={**ITEM, "status": {"S": "unscannable"}, "reason": {"S": "scan_failed"}}),
            *(HAS_VERDICT, "GuardDuty's scan failed", "Upload it again"),
        ),
    ],
)
def test_what_became_of_it_and_what_to_do_is_said(aws: Aws, status: int, said: str, to_do: str) -> None:
    found, verdict, following = conclusion(traced(aws)[0])
    assert (found, said in verdict, to_do in following) == (status, True, True), (verdict, following)


def test_a_verdict_beside_a_dead_letter_is_told_with_it() -> None:
    queue = Queue()
    queue.send(FAILED)
    infected = {**ITEM, "status": {"S": "infected"}}
    status, _, following = conclusion(traced(Aws(item=infected), queue)[0])
    assert (status, "But a dead letter about it is in the queue." in following) == (HAS_VERDICT, True)


def test_keys_are_read_as_the_functions_read_them() -> None:
    for key in (KEY, "uploads/u/cat.jpg", "uploads/!2Ex/a!7Cb.jpg", "else", "uploads/u/x/" + RANDOM + "_a"):
        assert trace_upload.upload_id(key) == functions.upload_id(key)
        name = UploadName.parse(key, "uploads/")
        assert name is None or trace_upload.user_id(key) == name.user_id
    assert functions.upload_id(KEY) == RANDOM


def test_every_reason_is_explained() -> None:
    meanings = [one for name in scanner_names() for one in load_scanner(name).meanings.values()]
    of_scanners = {one.reason for one in meanings if one.reason}
    assert {*ImageProblem, *Reason, NOT_SCANNED.reason, *of_scanners} <= trace_upload.WHY.keys()
    assert trace_upload.UNSCANNABLE.keys() <= of_scanners


def test_the_command_prints_and_its_status_says_whether_there_is_a_verdict() -> None:
    said: list[str] = []
    aws, queue = Aws(item={**ITEM, "status": {"S": "infected"}}), Queue()
    names = ["--bucket", "b", "--table", "t", "--queue-url", "q", "--function", "sign"]

    status = trace_upload.main([KEY, *names], lambda name, **_: queue if name == "sqs" else aws, said.append)

    assert (status, said[0], "infected" in said[-2]) == (HAS_VERDICT, KEY, True)
