"""An upload is pending from its arrival to its verdict; the check says how many are, and since when."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from all_scanners import load_scanner
from metadata_item import Status
from notices.eventbridge_upload import ARRIVED, decode_arrival, is_arrival
from notices.notice import UnexpectedEventError, UploadNotice, Verdict
from pending_check import MAX_SETTLED_PER_CHECK, Waiting, check, is_check
from processing import Action

from tests.unit.process_uploaded_file.processing_world import IMAGE, KEY, NOON, World, at
from tests.unit.process_uploaded_file.test_notices import KEY as ENCODED_KEY
from tests.unit.process_uploaded_file.test_notices import VERSION, recorded

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def world() -> World:
    return World()


def upload(world: World, seconds: int = 0, key: str = KEY) -> str:
    """Upload a version and handle its arrival."""
    version = world.aws.upload(key, IMAGE, at(seconds))
    world.process(world.arrival(version, key=key, sent=seconds))
    return version


def look(world: World, now: datetime = LATER) -> Waiting:
    return check(world.aws, world.process, "bucket", now)


def seen(version: str, seconds: int = 0) -> dict[str, object]:
    return {
        "version_id": version, "etag": f"etag-{version}", "size": len(IMAGE), "uploaded_at": at(seconds)
    }  # fmt: skip


# The event


def test_an_arrival_is_decoded_with_its_key_as_it_is() -> None:
    event = recorded("eventbridge_object_created")
    assert is_arrival(event)
    assert decode_arrival(event) == UploadNotice(
        "bucket", ENCODED_KEY, VERSION, ARRIVED, datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC),
        "d41d8cd98f00b204e9800998ecf8427e", 1024,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("detail",), None),
        (("detail", "bucket"), "bucket"),
        (("detail", "object"), {}),
        (("detail", "object", "key"), 7),
        (("detail", "object", "version-id"), 7),
        (("detail", "object", "etag"), 7),
        (("detail", "object", "size"), "1024"),
        (("detail", "object", "size"), True),
    ],
)
def test_an_arrival_that_is_malformed_is_refused(path: tuple[str, ...], value: object) -> None:
    event: Any = copy.deepcopy(recorded("eventbridge_object_created"))
    inner = event
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(UnexpectedEventError):
        decode_arrival(event)


@pytest.mark.parametrize("change", [{"source": "aws.s3control"}, {"detail-type": "Object Deleted"}])
def test_no_other_event_is_an_arrival_or_a_check(change: dict[str, str]) -> None:
    event = recorded("eventbridge_object_created") | change
    assert not is_arrival(event)
    assert not is_check(event)
    with pytest.raises(UnexpectedEventError):
        load_scanner("none").records(event)


# The item


def test_an_upload_is_pending_until_its_verdict(world: World) -> None:
    version = upload(world)
    assert world.item() == {**seen(version), "status": "pending"}
    world.process(world.notice(version))
    assert world.item()["status"] == "processed"


def test_only_a_pending_item_is_in_the_index(world: World) -> None:
    version = upload(world)
    pending = world.aws.items["user-1", KEY].to_attributes()
    assert pending["pending_since"] == {"S": at(0)}
    world.process(world.notice(version))
    assert "pending_since" not in world.aws.items["user-1", KEY].to_attributes()


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.UNSCANNABLE, Verdict.INFECTED])
def test_an_arrival_after_the_verdict_changes_nothing_that_is_known(world: World, verdict: Verdict) -> None:
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = world.arrival(version)
    world.process(world.notice(version, verdict))
    before = world.aws.items.copy()
    assert world.process(arrival).action is Action.ALREADY_DONE
    assert world.aws.items == before
    assert bool(world.aws.thumbnails) == (verdict is Verdict.CLEAN)


@pytest.mark.parametrize("verdict", [Verdict.INFECTED, Verdict.UNSCANNABLE])
@pytest.mark.parametrize("arrives", ["first", "last"])
def test_a_version_that_the_scanner_deleted_before_its_finding_has_size_etag_and_time(
    world: World, verdict: Verdict, arrives: str
) -> None:
    version = world.aws.upload(KEY, IMAGE, at(0))
    both = [world.arrival(version), world.notice(version, verdict)]
    world.aws.purge(KEY, version)
    for notice in both if arrives == "first" else both[::-1]:
        world.process(notice)
    item = world.item()
    assert item.pop("reason", None) == ("not_scanned" if verdict is Verdict.UNSCANNABLE else None)
    assert item == {**seen(version), "status": verdict.value}


@pytest.mark.parametrize("verdict", [Verdict.INFECTED, Verdict.UNSCANNABLE])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_an_arrival_without_version_of_a_deleted_file_hides_no_verdict(
    world: World, verdict: Verdict, order: tuple[int, ...]
) -> None:
    world.ticks = -3600 * 1_000_000  # now, so that the arrival leaves a pending item
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = replace(world.arrival(version), version=None)
    world.aws.purge(KEY, version)
    both = (arrival, world.notice(version, verdict, sent=0))  # both in one second
    for number in order:
        world.process(both[number])
    assert (world.item()["status"], world.item()["version_id"]) == (verdict.value, version)


def test_what_the_check_settled_without_a_version_gives_way_to_the_late_finding(world: World) -> None:
    world.ticks = -3600 * 1_000_000
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = replace(world.arrival(version), version=None)
    world.aws.purge(KEY, version)
    world.process(arrival)
    assert world.item()["status"] == "pending"
    world.ticks += 3600 * 1_000_000
    assert look(world).count == 0
    assert world.item()["reason"] == "object_gone"
    world.process(world.notice(version, Verdict.INFECTED, sent=0))
    assert (world.item()["status"], world.item()["version_id"]) == ("infected", version)


def test_filling_in_changes_nothing_else_but_the_order(world: World) -> None:
    """A microsecond tells which of the two is the fuller one."""
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = world.arrival(version)
    world.aws.purge(KEY, version)
    world.process(world.notice(version, Verdict.INFECTED))
    before = world.aws.items["user-1", KEY]
    assert world.process(arrival).action is Action.RECORDED
    after = world.aws.items["user-1", KEY]
    passed = datetime.fromisoformat(after.processed_at) - datetime.fromisoformat(before.processed_at)
    assert passed == timedelta(microseconds=1)
    filled = replace(before, uploaded_at=at(0), etag=after.etag, size=len(IMAGE))
    assert after == replace(filled, processed_at=after.processed_at)


def test_a_pending_newer_version_replaces_an_older_ones_verdict_and_thumbnail(world: World) -> None:
    world.process(world.notice(upload(world)))
    world.aws.delete(KEY, at(1))
    newer = upload(world, 2)
    assert world.item() == {**seen(newer, 2), "status": "pending"}
    assert world.aws.thumbnails == {}


def test_a_pending_older_version_does_not_replace_a_newer_ones_verdict(world: World) -> None:
    older = world.aws.upload(KEY, IMAGE, at(0))
    late = world.arrival(older)
    world.aws.delete(KEY, at(1))
    world.process(world.notice(world.aws.upload(KEY, IMAGE, at(2))))
    assert world.process(late).action is Action.SUPERSEDED
    assert world.item()["status"] == "processed"


def test_a_version_that_was_deleted_a_moment_ago_waits_for_its_finding_and_no_longer(world: World) -> None:
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = replace(world.arrival(version), sent_at=NOON + timedelta(hours=1))  # now, by the world's clock
    world.aws.purge(KEY, version)
    world.process(arrival)
    assert world.item()["status"] == "pending"
    world.ticks += 3600 * 1_000_000
    assert look(world).count == 0
    assert (world.item()["status"], world.item()["size"]) == ("rejected", len(IMAGE))


def test_an_arrival_of_a_deleted_version_leaves_no_item_that_stays_pending(world: World) -> None:
    version = world.aws.upload(KEY, IMAGE, at(0))
    arrival = world.arrival(version)
    world.aws.purge(KEY, version)
    world.process(arrival)
    assert world.item() == {**seen(version), "status": "rejected", "reason": "object_gone"}


# The check


def test_nothing_waits_when_nothing_is_pending(world: World) -> None:
    world.process(world.notice(upload(world)))
    assert look(world) == Waiting(0, 0)


def test_the_check_counts_what_waits_and_the_age_of_the_oldest(world: World) -> None:
    for seconds in (600, 0, 60):
        upload(world, seconds, key=f"uploads/user-1/{seconds}.png")
    assert look(world) == Waiting(3, 7200)


def test_a_version_deleted_while_it_was_pending_does_not_stay_so(world: World) -> None:
    version = upload(world)
    other = upload(world, 60, key="uploads/user-1/other.png")
    world.aws.purge(KEY, version)
    assert look(world) == Waiting(1, 7140)
    assert world.item() == {**seen(version), "status": "rejected", "reason": "object_gone"}
    assert world.item("uploads/user-1/other.png")["version_id"] == other


def test_a_finding_on_its_way_is_given_time(world: World) -> None:
    world.aws.purge(KEY, upload(world))
    assert look(world, NOON + timedelta(minutes=4)) == Waiting(1, 240)
    assert world.item()["status"] == "pending"


def test_a_late_finding_replaces_what_the_check_settled(world: World) -> None:
    version = upload(world)
    world.aws.purge(KEY, version)
    look(world)
    world.process(world.notice(version, Verdict.INFECTED))
    assert world.item() == {**seen(version), "status": "infected"}


def test_one_check_settles_no_more_than_it_has_time_for(world: World) -> None:
    for number in range(MAX_SETTLED_PER_CHECK + 5):
        key = f"uploads/user-1/{number:03}.png"
        world.aws.purge(key, upload(world, number, key=key))
    assert look(world).count == 5
    assert look(world) == Waiting(0, 0)
    assert {item.status for item in world.aws.items.values()} == {Status.REJECTED}


def test_the_metrics_are_in_cloudwatchs_embedded_format() -> None:
    line = json.loads(Waiting(3, 7200).metrics("bucket", NOON))
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert line["_aws"]["Timestamp"] == NOON.timestamp() * 1000
    assert directive["Namespace"] == "ImageUploader"
    assert [line[name] for name in directive["Dimensions"][0]] == ["bucket"]
    assert [(metric["Unit"], line[metric["Name"]]) for metric in directive["Metrics"]] == [
        ("Count", 3), ("Seconds", 7200),
    ]  # fmt: skip
