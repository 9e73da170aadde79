"""Which of two results stays."""

from __future__ import annotations

import itertools

import pytest
from convergence import HeldVersions, StoredVersion, replaces
from metadata_item import Item, Status

ENDS = [status for status in Status if status is not Status.UNKNOWN]
BEFORE, AT, AFTER = "2026-05-01T11:59:59Z", "2026-05-01T12:00:00Z", "2026-05-01T12:00:01Z"


def item(
    version: str | None, uploaded_at: str = AT, status: Status = Status.PROCESSED, etag: str | None = "e"
) -> Item:
    return Item("u", "uploads/u/x", status, uploaded_at, "now", version_id=version, etag=etag)


def gone(version: str | None, sent_at: str, status: Status = Status.INFECTED) -> Item:
    """Return the item of a version that nobody has seen: its time is the latest that it can be."""
    return item(version, sent_at, status, etag=None)


def held(*versions: StoredVersion, markers: tuple[str, ...] = ()) -> HeldVersions:
    return HeldVersions(versions, markers)


def version(name: str, uploaded_at: str = AT, *, is_current: bool = False) -> StoredVersion:
    return StoredVersion(name, uploaded_at, "e", 1, is_current)


def not_asked() -> HeldVersions:
    raise AssertionError("S3 need not be asked")


def winner(one: Item, other: Item, held_versions: HeldVersions | None = None) -> str | None:
    """Return the version that stays, having checked that it does not depend on which came first."""
    look_up = (lambda: held_versions) if held_versions is not None else not_asked
    first = one if not replaces(other, one, look_up) else other
    second = other if not replaces(one, other, look_up) else one
    assert first is second
    return first.version_id


def test_the_later_upload_stays_whatever_became_of_it() -> None:
    for one, other in itertools.product(ENDS, repeat=2):
        assert winner(item("v1", AT, one), item("v2", AFTER, other)) == "v2"


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        (Status.INFECTED, Status.PROCESSED),
        (Status.INFECTED, Status.REJECTED),
        (Status.INFECTED, Status.UNSCANNABLE),
        (Status.PROCESSED, Status.UNSCANNABLE),
        (Status.REJECTED, Status.UNSCANNABLE),
    ],
)
def test_for_the_same_version_the_heavier_status_stays(heavier: Status, lighter: Status) -> None:
    assert replaces(item("v1", status=heavier), item("v1", status=lighter), not_asked)
    assert not replaces(item("v1", status=lighter), item("v1", status=heavier), not_asked)


def test_of_two_equal_results_the_first_stays() -> None:
    for one, other in [(status, status) for status in ENDS] + [(Status.PROCESSED, Status.REJECTED)]:
        assert not replaces(item("v1", status=one), item("v1", status=other), not_asked)


@pytest.mark.parametrize("version", ["v1", "v2", None])
@pytest.mark.parametrize("status", ENDS)
def test_anything_replaces_an_item_of_unknown_status(version: str | None, status: Status) -> None:
    assert replaces(item("v1", BEFORE, status), item(version, AFTER, Status.UNKNOWN), not_asked)


def test_who_has_seen_the_version_replaces_who_has_not() -> None:
    assert replaces(item("v1", status=Status.INFECTED), gone("v1", AFTER), not_asked)
    assert not replaces(gone("v1", AFTER), item("v1", status=Status.INFECTED), not_asked)


def test_within_a_second_the_order_in_s3_decides() -> None:
    for newer, older in (("a", "b"), ("b", "a")):
        assert winner(item("a"), item("b"), held(version(newer, is_current=True), version(older))) == newer


def test_within_a_second_the_version_that_readers_get_stays() -> None:
    assert winner(item("a"), item("b"), held(version("a", is_current=True), markers=(AT,))) == "a"


def test_within_a_second_a_version_under_a_marker_was_before_the_one_that_is_gone() -> None:
    assert winner(item("a"), item("b"), held(version("a"), markers=(AT,))) == "b"


def test_two_that_are_gone_are_decided_the_same_way_each_time() -> None:
    assert winner(item("a"), item("b"), held()) == "b"
    assert winner(item("a"), gone("b", AT), held()) == "a"
    assert winner(gone("a", AT), gone("b", AFTER), held()) == "b"


def test_what_was_reported_before_another_upload_is_older_than_that() -> None:
    assert winner(gone("v1", AT), item("v2", AFTER)) == "v2"


def test_what_was_reported_later_and_is_gone_does_not_hide_what_readers_get() -> None:
    assert winner(gone("v1", AFTER), item("v2", AT), held(version("v2", is_current=True))) == "v2"


def test_what_was_reported_after_a_deletion_came_after_it() -> None:
    assert winner(gone("v2", AFTER), item("v1", BEFORE), held(version("v1", BEFORE), markers=(AT,))) == "v2"


def test_what_was_reported_before_a_deletion_did_not_come_after_it() -> None:
    assert winner(gone("v1", AT), item("v2", BEFORE), held(version("v2", BEFORE), markers=(AFTER,))) == "v2"


def test_a_deletion_before_the_upload_says_nothing_about_what_came_after_it() -> None:
    held_versions = held(version("v2", AT), markers=(BEFORE, AFTER))
    assert winner(gone("v1", AT), item("v2", AT), held_versions) == "v2"


def test_what_was_reported_before_another_version_did_not_come_after_that() -> None:
    held_versions = held(version("v3", AFTER, is_current=True), version("v2", BEFORE))
    assert winner(gone("v1", AT), item("v2", BEFORE), held_versions) == "v2"
