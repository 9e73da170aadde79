"""An upload is pending from its arrival until its verdict, so that a stopped scanner is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from operations.replay_dead_letters import replay
from tests.integration.conftest import needs
from tests.integration.flow import CHECK, Flow, Upload, arrival_event, eventually, new_user
from tests.integration.test_dead_letters import dead_letter, invoke_later, table_unreachable

PHOTO = samples.jpeg(samples.landscape(320, 240))
TRACKING = "track_pending_uploads"


def stand_in(bucketav: Flow) -> str:
    """Return the name of the function that stands in for BucketAV."""
    assert bucketav.mode.findings_topic_arn
    return bucketav.mode.findings_topic_arn.rsplit(":", 1)[1].removesuffix("-findings")


@contextmanager
def scanner_stopped(bucketav: Flow) -> Iterator[None]:
    functions = bucketav.admin.functions
    (mapping,) = functions.list_event_source_mappings(FunctionName=stand_in(bucketav))["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@contextmanager
def deleting_without_version(bucketav: Flow) -> Iterator[None]:
    functions, name = bucketav.admin.functions, stand_in(bucketav)
    before = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**before, "DELETION": "marker"}}
    )
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": before})


def arrived(bucketav: Flow, upload: Upload) -> dict[str, Any]:
    """Wait until the item has the arrival's data (an ETag), and return the item."""
    return eventually(
        lambda: next((i for i in [bucketav.item(upload)] if i and i.get("etag")), None),
        f"the arrival of {upload.file_key}",
    )


def waiting(bucketav: Flow) -> dict[str, Any]:
    """Run the check of pending uploads, and return its log line."""
    line: dict[str, Any] = json.loads(bucketav.process(CHECK, TRACKING)["payload"])
    return line


def index(bucketav: Flow) -> list[str]:
    """Return the file keys in the index of pending items."""
    found = bucketav.admin.tables.Table(bucketav.mode.table).scan(IndexName="pending")["Items"]
    return [str(item["file_key"]) for item in found]


def test_with_a_silent_scanner_an_upload_is_seen_to_wait(bucketav: Flow) -> None:
    with scanner_stopped(bucketav):
        upload = bucketav.upload(PHOTO, "two words + ü")
        item = arrived(bucketav, upload)
        assert upload.file_key in index(bucketav)
        assert waiting(bucketav)["PendingUploads"] >= 1
        # The event itself names the version, so that the function notices if this version is already deleted.
        eventually(lambda: bucketav.log_of(upload.version, TRACKING), f"the log of {upload.version}")
    head = bucketav.admin.s3.head_object(Bucket=bucketav.mode.bucket, Key=upload.file_key)
    assert {name: item[name] for name in ("status", "version_id", "size", "etag", "uploaded_at")} == {
        "status": "pending",
        "version_id": upload.version,
        "size": len(PHOTO),
        "etag": head["ETag"].strip('"'),
        "uploaded_at": head["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ"),
    }

    done = bucketav.finished(upload)  # the scanner took it from its queue

    assert done["status"] == "processed"
    assert "pending_since" not in done
    assert upload.file_key not in index(bucketav)


def test_an_infected_upload_has_size_etag_and_time_although_the_scanner_deleted_it(bucketav: Flow) -> None:
    infected = samples.infected()
    upload = bucketav.upload(infected.content, infected.name)

    bucketav.finished(upload)

    item = arrived(bucketav, upload)
    assert (item["status"], item["size"]) == ("infected", len(infected.content))
    assert bucketav.versions(upload.file_key) == []
    markers = bucketav.admin.s3.list_object_versions(Bucket=bucketav.mode.bucket, Prefix=upload.file_key)
    assert "DeleteMarkers" not in markers, "the scanner deletes the version, as it does by default"


def test_of_an_infected_file_that_the_scanner_only_hides_nothing_can_be_read_either(bucketav: Flow) -> None:
    infected = samples.infected()
    with deleting_without_version(bucketav):
        upload = bucketav.upload(infected.content, infected.name)
        item = bucketav.finished(upload)
    assert item["status"] == "infected"
    assert bucketav.versions(upload.file_key) == []
    hidden = bucketav.admin.s3.list_object_versions(Bucket=bucketav.mode.bucket, Prefix=upload.file_key)
    assert len(hidden["DeleteMarkers"]) == 1


def test_an_arrival_after_the_verdict_changes_nothing(bucketav: Flow) -> None:
    upload = bucketav.upload(PHOTO)
    bucketav.finished(upload)
    before = (bucketav.item(upload), bucketav.thumbnails(upload))

    called = bucketav.process(arrival_event(bucketav.mode.bucket, upload, size=1, etag="other"), TRACKING)

    assert called["error"] is None
    assert (bucketav.item(upload), bucketav.thumbnails(upload)) == before


def test_an_arrival_of_a_version_deleted_long_ago_leaves_nothing_pending(bucketav: Flow) -> None:
    user = new_user()
    gone = Upload(user, f"uploads/{user}/cat.jpg", "gone")
    event = arrival_event(bucketav.mode.bucket, gone, size=1, etag="e")

    bucketav.process({**event, "time": "2026-01-01T00:00:00Z"}, TRACKING)

    item = bucketav.item(gone)
    assert item
    assert (item["status"], item["reason"], item["size"]) == ("rejected", "object_gone", 1)
    assert gone.file_key not in index(bucketav)


@pytest.mark.parametrize("foreign", ["somebody-elses-bucket", "thumbnails/u/photo.jpg"])
def test_an_arrival_elsewhere_is_ignored(bucketav: Flow, foreign: str) -> None:
    user = new_user()
    key = foreign if "/" in foreign else f"uploads/{user}/cat.jpg"
    bucket = bucketav.mode.bucket if "/" in foreign else foreign
    assert bucketav.process(arrival_event(bucket, Upload(user, key, "v1")), TRACKING)["error"] is None
    assert bucketav.item(Upload(user, key, "v1")) is None


@needs(Capability.IAM)
def test_an_arrival_that_failed_is_recorded_on_replay(bucketav: Flow) -> None:
    with scanner_stopped(bucketav):
        with table_unreachable(bucketav, TRACKING):
            upload = bucketav.upload(PHOTO)
            # The emulator's EventBridge calls the function once, with no retry and no dead letter.
            event = arrival_event(bucketav.mode.bucket, upload)
            invoke_later(bucketav, event, TRACKING)
            letter = dead_letter(bucketav, upload.user_id, take=False)
        assert letter["requestPayload"] == event
        assert bucketav.item(upload) is None

        function = bucketav.mode.functions["process_uploaded_file"]
        admin = bucketav.admin
        notes = [one.note for one in replay(admin.sqs, admin.functions, bucketav.mode.dlq_url, function)]

        assert arrived(bucketav, upload)["status"] == "pending"
        assert any(upload.file_key in note for note in notes)
    assert bucketav.finished(upload)["status"] == "processed"
