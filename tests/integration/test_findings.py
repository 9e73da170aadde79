"""Findings that BucketAV's stand-in never makes, published by hand."""

from __future__ import annotations

import pytest

from local_aws import samples
from tests.integration.flow import Flow, Upload, eventually, s3_event, sns_event

PHOTO = samples.jpeg(samples.landscape(320, 240))


@pytest.fixture
def done(bucketav: Flow) -> Upload:
    """A clean, processed upload."""
    upload = bucketav.upload(PHOTO)
    bucketav.finished(upload)
    return upload


def finding(bucketav: Flow, upload: Upload, status: str, **other: str) -> dict[str, str]:
    """Return a finding about an upload, with fields replaced or added by `other`."""
    about = {"bucket": bucketav.mode.bucket, "key": upload.file_key, "version": upload.version}
    return {**about, "status": status, **other}


def call(bucketav: Flow, message: dict[str, str]) -> None:
    """Call the function with a finding directly, past SNS and its filter; it must not fail."""
    assert bucketav.mode.findings_topic_arn
    called = bucketav.process(sns_event(message, bucketav.mode.findings_topic_arn))
    assert called["error"] is None, called["payload"]


FOREIGN = [
    {"bucket": "somebody-elses-bucket"},
    {"bucket": "LOCAL-UPLOADS-BUCKETAV"},
    {"key": "thumbnails/u/photo.jpg"},
    {"key": "other/uploads/u/photo.jpg"},
    {"key": "uploads"},
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_a_finding_for_another_bucket_or_prefix_changes_nothing(
    bucketav: Flow, done: Upload, foreign: dict[str, str]
) -> None:
    before = (bucketav.item(done), bucketav.versions(""), table(bucketav))

    call(bucketav, finding(bucketav, done, "infected", **foreign))

    assert (bucketav.item(done), bucketav.versions(""), table(bucketav)) == before


def test_a_finding_for_another_bucket_or_prefix_does_not_even_reach_the_function(
    bucketav: Flow, done: Upload
) -> None:
    for foreign in FOREIGN:
        bucketav.publish(**finding(bucketav, done, "infected", **foreign))
    # The function does get this one, published after the others.
    bucketav.publish(**finding(bucketav, done, "clean"))

    actions = eventually(
        lambda: [line["action"] for line in bucketav.log_of(done.version) if line["action"] != "recorded"],
        "the line about the last finding",
    )
    assert actions == ["already_done"]


def test_a_late_infected_finding_takes_the_file_and_its_thumbnail_away(bucketav: Flow, done: Upload) -> None:
    assert len(bucketav.thumbnails(done)) == 1

    call(bucketav, finding(bucketav, done, "infected"))

    item = bucketav.item(done)
    assert item is not None
    assert item["status"] == "infected"
    assert "thumbnail_key" not in item
    assert bucketav.thumbnails(done) == []
    assert bucketav.versions(done.file_key) == []


@pytest.mark.parametrize("status", ["no", "Clean", "CLEAN", "", "ok", "suspicious"])
def test_whatever_is_not_clean_is_never_opened(bucketav: Flow, done: Upload, status: str) -> None:
    forget(bucketav, done)

    call(bucketav, finding(bucketav, done, status))

    item = bucketav.item(done)
    assert item is not None
    assert item["status"] == "unscannable"
    assert bucketav.thumbnails(done) == []


def test_clean_needs_no_tag_since_tagging_can_be_off(bucketav: Flow, done: Upload) -> None:
    forget(bucketav, done)

    call(bucketav, finding(bucketav, done, "clean"))

    item = bucketav.item(done)
    assert item is not None
    assert item["status"] == "processed"


def test_clean_is_not_believed_when_the_objects_tag_disagrees(bucketav: Flow) -> None:
    upload = bucketav.upload(PHOTO + b"\0" * (8 * 1024 * 1024))
    bucketav.finished(upload)  # the scanner has tagged it "no"

    call(bucketav, finding(bucketav, upload, "clean"))

    item = bucketav.item(upload)
    assert item is not None
    assert item["status"] == "unscannable"
    assert bucketav.thumbnails(upload) == []


def test_the_same_finding_twice_changes_nothing(bucketav: Flow, done: Upload) -> None:
    before = (bucketav.item(done), bucketav.thumbnails(done))

    call(bucketav, finding(bucketav, done, "clean"))
    call(bucketav, finding(bucketav, done, "clean"))

    assert (bucketav.item(done), bucketav.thumbnails(done)) == before


def test_fields_that_nobody_knows_are_ignored(bucketav: Flow, done: Upload) -> None:
    call(bucketav, finding(bucketav, done, "clean", realpath="x", action="tag", something="new"))

    item = bucketav.item(done)
    assert item is not None
    assert item["status"] == "processed"


def test_an_upload_that_was_not_scanned_is_refused_with_bucketav(bucketav: Flow, done: Upload) -> None:
    called = bucketav.process(s3_event(bucketav.mode.bucket, done))

    assert called["error"] == "Unhandled"


def test_a_finding_is_refused_without_bucketav(plain: Flow, bucketav: Flow) -> None:
    upload = plain.upload(PHOTO)
    plain.finished(upload)
    assert bucketav.mode.findings_topic_arn
    message = {
        "bucket": plain.mode.bucket,
        "key": upload.file_key,
        "version": upload.version,
        "status": "clean",
    }

    called = plain.process(sns_event(message, bucketav.mode.findings_topic_arn))

    assert called["error"] == "Unhandled"


def forget(flow: Flow, upload: Upload) -> None:
    """Delete an upload's item, thumbnails and tags, as if it were neither scanned nor processed yet."""
    key = {"user_id": upload.user_id, "file_key": upload.file_key}
    flow.admin.tables.Table(flow.mode.table).delete_item(Key=key)
    for thumbnail, version in flow.versions(f"thumbnails/{upload.user_id}/"):
        flow.admin.s3.delete_object(Bucket=flow.mode.bucket, Key=thumbnail, VersionId=version)
    flow.admin.s3.delete_object_tagging(
        Bucket=flow.mode.bucket, Key=upload.file_key, VersionId=upload.version
    )


def table(flow: Flow) -> int:
    """Return the number of items."""
    return flow.admin.tables.Table(flow.mode.table).scan(Select="COUNT")["Count"]
