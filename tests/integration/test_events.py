"""Events come twice, late, in any order, in batches and broken; each upload still gets the right result."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_aws import samples
from local_aws.stack import Stack
from tests.integration.flow import Upload, new_user, s3_event, sns_event
from tests.integration.replica import Replica, replica

PHOTO = samples.jpeg(samples.landscape(64, 48))
TEXT = b"no image at all"

type Record = Any


@pytest.fixture(scope="module")
def replicas(stack: Stack) -> Iterator[dict[str, Replica]]:
    """A replica of two modes; only the tests send events to it."""
    with replica(stack, "plain") as plain, replica(stack, "bucketav") as bucketav:
        yield {"plain": plain, "bucketav": bucketav}


@pytest.fixture(params=["plain", "bucketav"])
def made(replicas: dict[str, Replica], request: pytest.FixtureRequest) -> Replica:
    """Each replica in turn."""
    return replicas[request.param]


@pytest.fixture
def scanning(replicas: dict[str, Replica]) -> Replica:
    """The replica with BucketAV."""
    return replicas["bucketav"]


def store(made: Replica, content: bytes = PHOTO, key: str | None = None) -> Upload:
    """Store a file for a new user, or a new version under `key`; sends no event."""
    key = key or f"uploads/{new_user()}/{uuid.uuid4().hex}_cat.jpg"
    put = made.admin.s3.put_object(Bucket=made.mode.bucket, Key=key, Body=content, IfNoneMatch="*")
    return Upload(key.split("/")[1], key, put["VersionId"])


def delete(made: Replica, upload: Upload, *, for_good: bool = False) -> None:
    """Delete a file with a delete marker; with `for_good`, delete this version."""
    version = {"VersionId": upload.version} if for_good else {}
    s3: Any = made.admin.s3
    s3.delete_object(Bucket=made.mode.bucket, Key=upload.file_key, **version)


def report(made: Replica, upload: Upload, status: str = "clean") -> Record:
    """Return the record that reports an upload in this mode; `status` is that of BucketAV's finding."""
    if made.mode.findings_topic_arn is None:
        return s3_event(made.mode.bucket, upload)["Records"][0]
    finding = {
        "bucket": made.mode.bucket,
        "key": upload.file_key,
        "version": upload.version,
        "status": status,
    }
    return sns_event(finding, made.mode.findings_topic_arn)["Records"][0]


def send(made: Replica, *records: Record) -> str | None:
    """Call the function with these records; return its error message, or None."""
    called = made.process({"Records": list(records)})
    return str(called["payload"]["errorMessage"]) if called["error"] else None


def shown(made: Replica, upload: Upload) -> tuple[Any, ...]:
    """Return what an application sees: status, reason, whether of this version, whether with thumbnails."""
    item = made.item(upload) or {}
    thumbnails = made.versions(f"thumbnails/{upload.user_id}/")
    named = [key for key, _ in thumbnails if key in item.get("thumbnails", {}).values()]
    assert len(named) == len(thumbnails), "a thumbnail that nothing names"
    assert len(named) in (0, made.sizes), "some sizes without the others"
    return item.get("status"), item.get("reason"), item.get("version_id") == upload.version, bool(named)


PROCESSED = ("processed", None, True, True)


# --- broken records ---


def broken_s3_records() -> list[Record]:
    good = s3_event("BUCKET", Upload("u", "uploads/u/x.jpg", "v"))["Records"][0]
    thing = good["s3"]["object"]
    return [
        *(None, 5, "text", [], {}, {"s3": None}),
        {**good, "eventSource": "aws:sqs"},
        {**good, "eventName": "ObjectRemoved:Delete"},
        {**good, "eventName": None},
        {**good, "s3": []},
        {**good, "s3": {"bucket": {}, "object": thing}},
        {**good, "s3": {"bucket": {"name": ""}, "object": thing}},
        {**good, "s3": {**good["s3"], "object": None}},
        {**good, "s3": {**good["s3"], "object": {**thing, "key": 5}}},
        {**good, "s3": {**good["s3"], "object": {**thing, "key": "uploads/%ff"}}},
        {**good, "s3": {**good["s3"], "object": {**thing, "versionId": 5}}},
    ]


def broken_findings() -> list[Record]:
    good = sns_event(
        {"bucket": "BUCKET", "key": "uploads/u/x.jpg", "version": "v", "status": "clean"}, "TOPIC"
    )
    envelope = good["Records"][0]["Sns"]
    finding = json.loads(envelope["Message"])
    messages = [
        *(None, 5, "", "text", "[]", "5", "null", '{"status": "clean"', "[" * 100_000),
        json.dumps({**finding, "status": None}),
        json.dumps({**finding, "status": ["clean"]}),
        json.dumps({**finding, "key": None}),
        json.dumps({**finding, "key": ""}),
        json.dumps({**finding, "bucket": {}}),
        json.dumps({**finding, "version": 5}),
    ]
    return [
        *(None, 5, "text", [], {}, {"Sns": None}, {"EventSource": "aws:sns"}),
        *(s3_event("BUCKET", Upload("u", "uploads/u/x.jpg", "v"))["Records"]),
        *({**good["Records"][0], "Sns": {**envelope, "Message": message}} for message in messages),
    ]


def broken_records(made: Replica) -> list[Record]:
    return broken_s3_records() if made.mode.findings_topic_arn is None else broken_findings()


def test_a_broken_record_neither_holds_up_nor_repeats_the_others(made: Replica) -> None:
    first, second = store(made), store(made, TEXT)
    event = [broken_records(made)[0], report(made, first), broken_records(made)[-1], report(made, second)]

    attempts = [send(made, *event) for _ in range(3)]  # as often as Lambda tries

    assert None not in attempts
    assert shown(made, first) == PROCESSED
    assert shown(made, second) == ("rejected", "not_an_image", True, 0)
    actions = [line["action"] for line in made.log_of(first.version)]
    assert actions == ["recorded", "already_done", "already_done"]


def test_every_broken_record_of_an_event_is_told(made: Replica) -> None:
    broken = broken_records(made)
    upload = store(made)

    told = send(made, *broken, report(made, upload))

    assert told is not None
    assert told.count(" | ") == len(broken) - 1
    assert shown(made, upload) == PROCESSED


@pytest.mark.parametrize(
    "event", [None, 5, "text", [], {}, {"Records": None}, {"Records": []}, {"Records": {}}]
)
def test_an_event_without_records_is_an_error_and_not_silence(made: Replica, event: Any) -> None:
    assert made.process(event)["error"] == "Unhandled"


def test_the_message_with_which_s3_tests_a_notification_is_none(made: Replica) -> None:
    test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": made.mode.bucket}

    assert made.process(test)["error"] is None


# --- late ones ---


def test_a_notice_of_a_version_that_is_gone_is_recorded_as_that(made: Replica) -> None:
    upload = store(made)
    delete(made, upload, for_good=True)

    assert send(made, report(made, upload)) is None

    assert shown(made, upload) == ("rejected", "object_gone", True, 0)


def test_an_infected_finding_of_a_version_that_is_gone_is_recorded_as_infected(scanning: Replica) -> None:
    upload = store(scanning)
    delete(scanning, upload, for_good=True)

    assert send(scanning, report(scanning, upload, "infected")) is None

    assert shown(scanning, upload) == ("infected", None, True, 0)


def test_a_notice_of_a_superseded_version_changes_nothing(made: Replica) -> None:
    old = store(made)
    delete(made, old)
    new = store(made, key=old.file_key)
    assert send(made, report(made, new)) is None

    assert send(made, report(made, old)) is None

    assert shown(made, new) == PROCESSED


def test_an_infected_finding_of_a_superseded_version_removes_that_version_alone(scanning: Replica) -> None:
    old = store(scanning)
    delete(scanning, old)
    new = store(scanning, key=old.file_key)
    assert send(scanning, report(scanning, new)) is None

    assert send(scanning, report(scanning, old, "infected")) is None

    assert shown(scanning, new) == PROCESSED
    assert scanning.versions(old.file_key) == [(new.file_key, new.version)]


# --- in any order and number ---


@dataclass(frozen=True)
class Story:
    """A version to upload: its content, and the statuses in the events about it."""

    content: bytes
    statuses: tuple[str, ...]

    def ends_as(self) -> tuple[str, bool]:
        """Return the expected final status, and whether there are thumbnails."""
        if "infected" in self.statuses:
            return "infected", False
        if "clean" not in self.statuses:
            return "unscannable", False
        return ("processed", True) if self.content == PHOTO else ("rejected", False)


def knowable(versions: list[Story]) -> bool:
    """Return whether S3 can still tell which version is the newest after all events.

    It cannot if two versions were uploaded within the same second, as here, and were both deleted for good.
    docs/reliability.md describes this case.
    """
    return sum("infected" in version.statuses for version in versions) < 2


contents = st.sampled_from([PHOTO, PHOTO, TEXT])
statuses = st.lists(st.sampled_from(["clean", "clean", "infected", "no"]), min_size=1, max_size=2).map(tuple)
bounded = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@bounded
@given(data=st.data())
def test_whatever_comes_in_whatever_order_each_upload_ends_once_as_what_it_is(
    made: Replica, data: st.DataObject
) -> None:
    scans = made.mode.findings_topic_arn is not None
    story = st.builds(Story, contents, statuses if scans else st.just(("clean",)))
    versions_of_a_file = st.lists(story, min_size=1, max_size=2).filter(knowable)
    files = data.draw(st.lists(versions_of_a_file, min_size=1, max_size=3))
    reports: list[Record] = []
    newest: list[tuple[Upload, Story]] = []
    for versions in files:
        upload: Upload | None = None
        for told in versions:
            if upload is not None:
                delete(made, upload)
            upload = store(made, told.content, upload.file_key if upload else None)
            reports += [report(made, upload, status) for status in told.statuses]
        assert upload is not None
        newest.append((upload, versions[-1]))
    repeated = data.draw(st.lists(st.sampled_from(reports), max_size=4))
    broken = data.draw(st.lists(st.sampled_from(broken_records(made)[:6]), max_size=1))
    waiting = data.draw(st.permutations([*reports, *repeated, *broken]))

    while waiting:
        size = data.draw(st.integers(1, 4))
        event, waiting = waiting[:size], waiting[size:]
        assert (send(made, *event) is not None) == any(record in broken for record in event)

    for upload, told in newest:
        status, thumbnails = told.ends_as()
        found = shown(made, upload)
        assert (found[0], *found[2:]) == (status, True, thumbnails)
