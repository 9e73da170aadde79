"""What becomes of one upload: the item, the thumbnail, the object, and the calls that it takes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count

import pytest
from metadata_item import Item, Status
from notices.notice import Verdict
from processing import Action, AmbiguousFindingError, ContendedError

from tests.unit.process_uploaded_file.processing_world import (
    IMAGE,
    KEY,
    World,
    at,
    deleting_rejected,
    plain,
    png,
)


def thumbnail_key(version: str, name: str = "") -> str:
    return f"thumbnails/user-1/0123_cat.{hashlib.sha256(version.encode()).hexdigest()[:12]}.{name}png"


def shown(version: str) -> dict[str, object]:
    keys = {"default": thumbnail_key(version), "large": thumbnail_key(version, "large.")}
    return {"thumbnail_key": keys["default"], "thumbnails": keys}


PROCESSED = {
    "status": "processed",
    "uploaded_at": at(0),
    "version_id": "v0",
    "etag": "etag-v0",
    "size": len(IMAGE),
    "content_type": "image/png",
    "width": 8,
    "height": 6,
    **shown("v0"),
}
SEEN = {name: PROCESSED[name] for name in ("uploaded_at", "version_id", "etag", "size")}


def world_with(content: bytes = IMAGE, *, tag: str | None = None) -> tuple[World, str]:
    world = World()
    return world, world.aws.upload(KEY, content, at(0), tag=tag)


# A good image


@pytest.mark.parametrize("tag", [None, "clean"])
def test_a_clean_image_gets_a_thumbnail_and_an_item(tag: str | None) -> None:
    world, version = world_with(tag=tag)
    outcome = world.process(world.notice(version))
    assert outcome.action is Action.RECORDED
    assert world.item() == PROCESSED
    assert list(world.aws.thumbnails) == [thumbnail_key("v0"), thumbnail_key("v0", "large.")]
    assert world.aws.calls == [
        "item",
        "scan_tag",
        "open_version",
        "put_thumbnail",
        "put_thumbnail",
        "put_item",
    ]


def test_without_a_scanner_no_tag_is_asked_for() -> None:
    world, version = world_with(tag="infected")
    plain(world).process(world.notice(version, Verdict.NOT_ASKED))
    assert world.item() == PROCESSED
    assert world.aws.calls == ["item", "open_version", "put_thumbnail", "put_thumbnail", "put_item"]


def test_when_it_was_uploaded_is_of_the_version_and_when_it_was_processed_of_the_clock() -> None:
    world, version = world_with()
    world.process(world.notice(version))
    item = world.aws.items[("user-1", KEY)]
    assert item.uploaded_at == "2026-05-01T12:00:00Z"
    assert item.processed_at.startswith("2026-05-01T13:00:00.0000")


def test_the_version_that_was_scanned_is_the_version_that_is_read() -> None:
    world, scanned = world_with()
    world.aws.upload(KEY, b"written over it since", at(1))
    world.process(world.notice(scanned))
    assert world.item() == PROCESSED
    assert world.aws.reads == [scanned]


def test_a_repeated_notice_costs_one_look_at_the_item() -> None:
    world, version = world_with()
    world.process(world.notice(version))
    world.aws.calls.clear()
    assert world.process(world.notice(version)).action is Action.ALREADY_DONE
    assert world.aws.calls == ["item"]


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_notice_without_a_version_is_about_the_newest(is_deleted: bool) -> None:
    world = World()
    world.aws.upload(KEY, b"older", at(0))
    world.aws.upload(KEY, IMAGE, at(1))
    if is_deleted:
        world.aws.delete(KEY, at(2))
    world.process(world.notice(None, Verdict.NOT_ASKED))
    assert world.item() == {
        **PROCESSED,
        "version_id": "v1",
        "etag": "etag-v1",
        "uploaded_at": at(1),
        **shown("v1"),
    }


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_file_is_not_opened_on_a_finding_that_does_not_say_which_of_several_versions(
    is_deleted: bool,
) -> None:
    world = World()
    world.aws.upload(KEY, IMAGE, at(0))
    if is_deleted:
        world.aws.delete(KEY, at(1))
    world.aws.upload(KEY, b"never scanned", at(2))
    with pytest.raises(AmbiguousFindingError, match="has 2 versions, but the finding does not name one"):
        world.process(world.notice(None, Verdict.CLEAN))
    assert world.aws.reads == []


def test_a_finding_without_a_version_is_about_the_only_one() -> None:
    world, _ = world_with()
    world.process(world.notice(None, Verdict.CLEAN))
    assert world.item() == PROCESSED


def test_an_infected_file_is_deleted_even_where_the_finding_names_no_version() -> None:
    world = World()
    world.aws.upload(KEY, b"older", at(0))
    infected = world.aws.upload(KEY, IMAGE, at(1))
    world.process(world.notice(None, Verdict.INFECTED))
    assert world.item()["status"] == "infected"
    assert world.item()["version_id"] == infected


# What is ignored


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("another", KEY),
        ("bucket", "thumbnails/user-1/0123_cat.png"),
        ("bucket", "UPLOADS/user-1/0123_cat.png"),
        ("bucket", "uploads/cat.png"),
        ("bucket", "uploads/user-1/"),
    ],
)
def test_what_is_no_upload_to_this_deployment_changes_nothing(
    bucket: str, key: str, verdict: Verdict
) -> None:
    world = World()
    version = world.aws.upload(key, IMAGE, at(0))
    notice = replace(world.notice(version, verdict, key=key), bucket=bucket)
    assert world.process(notice).action is Action.IGNORED
    assert world.aws.calls == []


# What is no image


@pytest.mark.parametrize(
    ("content", "reason", "content_type"),
    [
        (b"", "empty", None),
        (b"hello", "not_an_image", None),
        (b"%PDF-1.7", "format_not_allowed", "application/pdf"),
    ],
)
def test_a_bad_image_is_a_result_and_not_an_error(
    content: bytes, reason: str, content_type: str | None
) -> None:
    world, version = world_with(content)
    world.process(world.notice(version))
    wanted = {**SEEN, "size": len(content), "status": "rejected", "reason": reason}
    assert world.item() == (wanted | {"content_type": content_type} if content_type else wanted)
    assert world.aws.thumbnails == {}


def test_a_bad_image_tells_what_it_was_going_to_be() -> None:
    world, version = world_with(IMAGE[:50])
    world.process(world.notice(version))
    item = world.item()
    assert (item["reason"], item["content_type"], item["width"]) == ("damaged", "image/png", 8)


def test_a_bad_image_of_known_size_tells_it() -> None:
    world, version = world_with(png(size=(300, 200)))
    limits = replace(world.settings.limits, max_pixels=60_000, memory_bytes=1)
    world.settings = replace(world.settings, limits=limits)
    world.process(world.notice(version))
    item = world.item()
    assert (item["reason"], item["width"], item["height"]) == ("too_many_pixels", 300, 200)


def test_an_object_over_the_limit_is_rejected_without_being_read() -> None:
    world, version = world_with(bytes(World().settings.max_upload_bytes + 1))
    world.process(world.notice(version))
    assert world.item() == {**SEEN, "size": 100_001, "status": "rejected", "reason": "too_large"}
    assert world.aws.reads == []


def test_an_object_of_just_the_limit_is_read() -> None:
    world, version = world_with(bytes(World().settings.max_upload_bytes))
    world.process(world.notice(version))
    assert world.item()["reason"] == "not_an_image"


# What was not found clean


@pytest.mark.parametrize("tag", ["no", "unknown", "", "Clean"])
def test_a_tag_that_does_not_say_clean_outweighs_the_finding(tag: str) -> None:
    world, version = world_with(tag=tag)
    world.process(world.notice(version))
    assert world.item() == {**SEEN, "status": "unscannable", "reason": "tag_disagrees"}
    assert world.aws.reads == []
    assert world.aws.find(KEY, version) is not None


def test_a_tag_that_says_infected_makes_a_clean_finding_an_infected_one() -> None:
    world, version = world_with(tag="infected")
    world.process(world.notice(version))
    assert world.item() == {**SEEN, "status": "infected"}
    assert world.aws.find(KEY, version) is None
    assert world.aws.reads == []


def test_what_could_not_be_scanned_is_recorded_and_never_opened() -> None:
    world, version = world_with()
    world.process(world.notice(version, Verdict.UNSCANNABLE))
    assert world.item() == {**SEEN, "status": "unscannable", "reason": "not_scanned"}
    assert world.aws.calls == ["item", "held_versions", "put_item"]


def test_what_is_clean_after_all_is_processed_after_all() -> None:
    world, version = world_with()
    world.process(world.notice(version, Verdict.UNSCANNABLE))
    world.process(world.notice(version))
    assert world.item() == PROCESSED


# What is infected


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_infected_version_is_deleted_for_good_and_then_recorded(is_deleted: bool) -> None:
    world, version = world_with()
    if is_deleted:  # as the scanner does, which leaves the version readable by its id
        world.aws.delete(KEY, at(1))
    world.process(world.notice(version, Verdict.INFECTED))
    assert world.item() == {**SEEN, "status": "infected"}
    assert world.aws.find(KEY, version) is None
    assert world.aws.reads == []
    assert world.aws.calls[:4] == ["item", "held_versions", "delete_version", "put_item"]


def test_delete_markers_and_other_versions_are_left_alone() -> None:
    world = World()
    other = world.aws.upload(KEY, IMAGE, at(0))
    infected = world.aws.upload(KEY, IMAGE, at(1))
    world.aws.delete(KEY, at(2))
    world.process(world.notice(infected, Verdict.INFECTED))
    assert [held.content is None for held in world.aws.objects[KEY]] == [False, True]
    assert world.aws.find(KEY, other) is not None


def test_an_infected_version_loses_its_thumbnail() -> None:
    world, version = world_with()
    world.process(world.notice(version))
    world.process(world.notice(version, Verdict.INFECTED))
    assert world.item() == {**SEEN, "status": "infected"}
    assert world.aws.thumbnails == {}


def test_an_infected_version_is_deleted_even_if_a_newer_one_is_shown() -> None:
    world, infected = world_with()
    newer = world.aws.upload(KEY, IMAGE, at(5))
    world.process(world.notice(newer))
    outcome = world.process(world.notice(infected, Verdict.INFECTED))
    assert outcome.action is Action.SUPERSEDED
    assert world.aws.find(KEY, infected) is None
    assert world.item()["version_id"] == newer
    assert world.aws.thumbnails.keys() == world.aws.items["user-1", KEY].thumbnail_keys


def test_after_an_infected_file_was_deleted_a_new_upload_has_its_own_verdict() -> None:
    world, infected = world_with()
    world.aws.delete(KEY, at(1))
    world.process(world.notice(infected, Verdict.INFECTED))
    newer = world.aws.upload(KEY, IMAGE, at(2))
    world.process(world.notice(newer))
    assert world.item()["status"] == "processed"
    assert world.item()["version_id"] == newer


# What is gone


@pytest.mark.parametrize("content", [b"text", b"x" * 100_001], ids=["no image", "too large"])
def test_a_rejected_version_is_deleted_where_that_is_asked_for(content: bytes) -> None:
    world = deleting_rejected()
    version = world.aws.upload(KEY, content, at(0))

    world.process(world.notice(version))

    assert (world.item()["status"], world.item()["size"]) == ("rejected", len(content))
    assert world.aws.objects.get(KEY, []) == []


def test_no_other_version_is_deleted_for_a_rejected_one() -> None:
    world = deleting_rejected()
    versions = [world.aws.upload(KEY, content, at(number)) for number, content in enumerate((IMAGE, b"text"))]

    for version in versions:
        world.process(world.notice(version))

    assert [held.version_id for held in world.aws.objects[KEY]] == versions[:1]


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.UNSCANNABLE])
def test_what_is_not_rejected_is_kept(verdict: Verdict) -> None:
    world = deleting_rejected()

    world.process(world.notice(world.aws.upload(KEY, IMAGE, at(0)), verdict))

    assert len(world.aws.objects[KEY]) == 1


def test_a_clean_version_that_is_gone_is_rejected() -> None:
    world, version = world_with()
    world.aws.purge(KEY, version)
    world.process(world.notice(version, sent=7))
    assert world.item() == {
        "status": "rejected",
        "reason": "object_gone",
        "version_id": version,
        "uploaded_at": at(7),
    }


def test_a_version_that_goes_between_two_calls_is_gone_too() -> None:
    world, version = world_with()
    world.aws.after_call = lambda name: world.aws.purge(KEY, version) if name == "scan_tag" else None
    world.process(world.notice(version))
    assert world.item()["reason"] == "object_gone"


@pytest.mark.parametrize(
    ("verdict", "status", "reason"),
    [(Verdict.INFECTED, "infected", None), (Verdict.UNSCANNABLE, "unscannable", "not_scanned")],
)
def test_a_version_that_is_gone_is_recorded_as_what_it_was(
    verdict: Verdict, status: str, reason: str | None
) -> None:
    world, version = world_with()
    world.aws.purge(KEY, version)
    world.process(world.notice(version, verdict, sent=7))
    assert world.item() == {
        "status": status,
        "version_id": version,
        "uploaded_at": at(7),
        **({"reason": reason} if reason else {}),
    }


def test_of_a_version_that_is_gone_an_earlier_item_still_knows_all() -> None:
    world, version = world_with()
    world.process(world.notice(version))
    world.aws.purge(KEY, version)
    world.process(world.notice(version, Verdict.INFECTED))
    assert world.item() == {**SEEN, "status": "infected"}


def test_of_a_version_that_is_gone_an_item_of_unknown_status_tells_nothing() -> None:
    world, version = world_with()
    world.leave_as_a_later_release(version)
    world.aws.purge(KEY, version)
    world.process(world.notice(version, Verdict.INFECTED, sent=7))
    assert world.item() == {"status": "infected", "version_id": version, "uploaded_at": at(7)}


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.INFECTED])
def test_a_notice_about_an_object_that_never_was_is_recorded(verdict: Verdict) -> None:
    world = World()
    world.process(world.notice(None, verdict, sent=7))
    assert world.item()["status"] == ("rejected" if verdict is Verdict.CLEAN else "infected")
    assert "version_id" not in world.item()


def test_a_version_that_is_gone_does_not_hide_a_newer_one() -> None:
    world, older = world_with()
    world.aws.purge(KEY, older)
    newer = world.aws.upload(KEY, IMAGE, at(5))
    world.process(world.notice(newer))
    assert world.process(world.notice(older, sent=900)).action is Action.SUPERSEDED
    assert world.item()["version_id"] == newer


# Older and newer


def test_a_newer_version_replaces_the_item_and_its_thumbnail() -> None:
    world, older = world_with()
    world.process(world.notice(older))
    newer = world.aws.upload(KEY, png("blue"), at(5))
    world.process(world.notice(newer))
    assert world.item()["version_id"] == newer
    assert world.aws.thumbnails.keys() == world.aws.items["user-1", KEY].thumbnail_keys


def test_a_newer_version_removes_every_size_that_was_made_of_the_older_one() -> None:
    world, older = world_with()
    world.process(world.notice(older))
    world.aws.thumbnails[thumbnail_key(older).replace(".png", ".huge.png")] = (b"", "image/png")
    newer = world.aws.upload(KEY, png("blue"), at(5))
    world.process(world.notice(newer))
    assert world.aws.thumbnails.keys() == world.aws.items["user-1", KEY].thumbnail_keys


@pytest.mark.parametrize("sizes", [(), ("png", "large.png"), ("webp", "large.webp")])
@pytest.mark.parametrize(("verdict", "status"), [("clean", "processed"), ("infected", "infected")])
def test_a_result_replaces_an_item_of_unknown_status_and_its_thumbnails(
    verdict: str, status: str, sizes: tuple[str, ...]
) -> None:
    world, version = world_with()
    world.leave_as_a_later_release(version, *sizes)
    assert world.process(world.notice(version, Verdict(verdict))).action is Action.RECORDED
    assert world.item() == (PROCESSED if status == "processed" else {**SEEN, "status": status})
    assert len(world.aws.thumbnails) == (2 if status == "processed" else 0)


def test_an_older_version_is_not_even_read() -> None:
    world, older = world_with()
    newer = world.aws.upload(KEY, png("blue"), at(5))
    world.process(world.notice(newer))
    assert world.process(world.notice(older)).action is Action.SUPERSEDED
    assert world.aws.reads == [newer]
    assert world.aws.thumbnails.keys() == world.aws.items["user-1", KEY].thumbnail_keys


def test_an_item_that_never_comes_to_rest_is_an_error_to_be_tried_again() -> None:
    world, version = world_with()
    numbers = count()

    def write_first(name: str) -> None:
        if name == "put_item":
            item = Item("user-1", KEY, Status.UNSCANNABLE, at(0), at(next(numbers)), version_id=version)
            world.aws.items[("user-1", KEY)] = item

    world.process(world.notice(version, Verdict.UNSCANNABLE))
    world.aws.at_call = write_first
    with pytest.raises(ContendedError, match="changed at every attempt"):
        world.process(world.notice(version, Verdict.INFECTED))


def test_a_real_refusal_is_not_taken_for_a_version_that_is_gone() -> None:
    world, version = world_with()

    def refuse(name: str) -> None:
        if name == "open_version":
            raise PermissionError

    world.aws.at_call = refuse
    with pytest.raises(PermissionError):
        world.process(world.notice(version))
    assert world.aws.items == {}
