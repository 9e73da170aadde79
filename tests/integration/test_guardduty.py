"""With GuardDuty: the scan, the tag, the result over EventBridge, and no other source of results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.engine import Clients
from local_aws.samples import Sample
from tests.integration import scratch
from tests.integration.conftest import needs
from tests.integration.flow import Flow, Upload, s3_event, sns_event

PHOTO = samples.jpeg(samples.landscape(320, 240))
TAG = "GuardDutyMalwareScanStatus"


TAKEN = [one for one in samples.samples()[5:] if one.scanned != samples.REFUSED]


@pytest.mark.parametrize("sample", TAKEN, ids=lambda sample: f"{sample.name}.{sample.ext}")
def test_a_sample_ends_as_it_should(guardduty: Flow, sample: Sample) -> None:
    item = guardduty.finished(guardduty.upload(sample.content, sample.name, sample.ext))

    assert item["status"] == sample.expected("guardduty"), item.get("reason")


def test_of_an_infected_file_nothing_can_be_read_any_more(guardduty: Flow) -> None:
    upload = guardduty.upload(samples.infected().content)

    assert guardduty.finished(upload)["status"] == "infected"
    assert guardduty.versions(upload.file_key) == []


def test_what_guardduty_skips_is_unscannable_with_its_reason(guardduty: Flow) -> None:
    upload = guardduty.upload(PHOTO + bytes(9 * 1024 * 1024))
    item = guardduty.finished(upload)

    assert (item["status"], item["reason"]) == ("unscannable", "scan_unsupported")
    assert guardduty.thumbnails(upload) == []


def test_a_clean_file_carries_the_scanners_tag(guardduty: Flow) -> None:
    upload = guardduty.upload(PHOTO)
    guardduty.finished(upload)

    tags = guardduty.admin.s3.get_object_tagging(Bucket=guardduty.mode.bucket, Key=upload.file_key)["TagSet"]

    assert tags == [{"Key": TAG, "Value": "NO_THREATS_FOUND"}]


@pytest.mark.parametrize("source", ["s3", "sns"])
def test_another_sources_event_opens_nothing(guardduty: Flow, source: str) -> None:
    upload = Upload("u", "uploads/u/photo.jpg", "v")
    finding = {"bucket": guardduty.mode.bucket, "key": upload.file_key, "status": "clean"}
    topic = "arn:aws:sns:eu-west-1:000000000000:findings"
    event = s3_event(guardduty.mode.bucket, upload) if source == "s3" else sns_event(finding, topic)

    assert "Only GuardDuty's results" in json.dumps(guardduty.process(event))


@pytest.fixture
def reader(guardduty: Flow) -> Iterator[Any]:
    """S3 client of a user whose own policy allows every action on the bucket's objects."""
    resource = f"arn:aws:s3:::{guardduty.mode.bucket}/*"
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": resource}],
    }
    with scratch.user(guardduty.admin, json.dumps(policy)) as key:
        yield Clients(guardduty.stack.engine, key.access_key_id, key.secret_access_key).s3


@needs(Capability.IAM)
@pytest.mark.parametrize("named", ["the newest", "a version"])
def test_nobody_but_the_scanner_writes_or_removes_a_tag(guardduty: Flow, reader: Any, named: str) -> None:
    upload = guardduty.upload(PHOTO)
    guardduty.finished(upload)
    which = {"Bucket": guardduty.mode.bucket, "Key": upload.file_key}
    if named == "a version":
        which["VersionId"] = upload.version

    calls: list[Callable[[], Any]] = [
        lambda: reader.put_object_tagging(
            **which, Tagging={"TagSet": [{"Key": TAG, "Value": "NO_THREATS_FOUND"}]}
        ),
        lambda: reader.delete_object_tagging(**which),
    ]
    for call in calls:
        with pytest.raises(ClientError) as refused:
            call()
        assert refused.value.response["Error"]["Code"] == "AccessDenied"


@needs(Capability.IAM)
def test_nobody_reads_what_is_not_tagged_clean(guardduty: Flow, reader: Any) -> None:
    clean = guardduty.upload(PHOTO)
    skipped = guardduty.upload(PHOTO + bytes(9 * 1024 * 1024))
    guardduty.finished(clean)
    guardduty.finished(skipped)

    for version in ({}, {"VersionId": clean.version}):
        got = reader.get_object(Bucket=guardduty.mode.bucket, Key=clean.file_key, **version)
        assert got["Body"].read() == PHOTO
    for version in ({}, {"VersionId": skipped.version}):
        with pytest.raises(ClientError) as refused:
            reader.get_object(Bucket=guardduty.mode.bucket, Key=skipped.file_key, **version)
        assert refused.value.response["Error"]["Code"] == "AccessDenied"
