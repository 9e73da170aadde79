"""A process may end between any two calls, once or twice: after the retries it is as if it had been once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from notices.notice import UploadNotice, Verdict

from tests.unit.process_uploaded_file.in_memory_aws import KilledError, kill_at, survive
from tests.unit.process_uploaded_file.processing_world import IMAGE, KEY, World, at, deleting_rejected

BEFORE_THUMBNAILS = 3  # calls: the item, the tag, the version

Scenario = Callable[[], tuple[World, list[UploadNotice]]]


def clean() -> tuple[World, list[UploadNotice]]:
    world = World()
    return world, [world.notice(world.aws.upload(KEY, IMAGE, at(0)))]


def rejected() -> tuple[World, list[UploadNotice]]:
    world = World()
    return world, [world.notice(world.aws.upload(KEY, b"text", at(0)))]


def rejected_and_deleted() -> tuple[World, list[UploadNotice]]:
    world = deleting_rejected()
    return world, [world.notice(world.aws.upload(KEY, b"text", at(0)))]


def unscannable() -> tuple[World, list[UploadNotice]]:
    world = World()
    return world, [world.notice(world.aws.upload(KEY, IMAGE, at(0)), Verdict.UNSCANNABLE)]


def infected() -> tuple[World, list[UploadNotice]]:
    world = World()
    return world, [world.notice(world.aws.upload(KEY, IMAGE, at(0)), Verdict.INFECTED)]


def clean_then_infected() -> tuple[World, list[UploadNotice]]:
    world = World()
    version = world.aws.upload(KEY, IMAGE, at(0))
    return world, [world.notice(version), world.notice(version, Verdict.INFECTED)]


def clean_then_newer() -> tuple[World, list[UploadNotice]]:
    world = World()
    versions = [world.aws.upload(KEY, IMAGE, at(seconds)) for seconds in (0, 5)]
    return world, [world.notice(version) for version in versions]


def clean_then_older() -> tuple[World, list[UploadNotice]]:
    world, notices = clean_then_newer()
    return world, notices[::-1]


def clean_then_newer_infected() -> tuple[World, list[UploadNotice]]:
    world = World()
    older = world.aws.upload(KEY, IMAGE, at(0))
    world.aws.delete(KEY, at(5))
    newer = world.aws.upload(KEY, IMAGE, at(5))
    world.aws.delete(KEY, at(6))
    return world, [world.notice(older, sent=1), world.notice(newer, Verdict.INFECTED, sent=6)]


def gone() -> tuple[World, list[UploadNotice]]:
    world = World()
    return world, [world.notice("v9")]


SCENARIOS: tuple[Scenario, ...] = (
    clean, rejected, rejected_and_deleted, unscannable, infected, clean_then_infected, clean_then_newer,
    clean_then_older, clean_then_newer_infected, gone,
)  # fmt: skip


def state(world: World) -> tuple[object, ...]:
    """Return all that is left, but for when it was processed.

    Who is killed between deleting an infected version and recording it cannot know any more how large it was
    and when it came: that is left out for infected items.
    """
    item = world.item()
    if item["status"] == "infected":
        item = {name: value for name, value in item.items() if name not in ("etag", "size", "uploaded_at")}
    return item, world.aws.thumbnails, [held.version_id for held in world.aws.objects.get(KEY, [])]


def run(world: World, notices: list[UploadNotice]) -> None:
    for notice in notices:
        world.process(notice)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_notice_that_is_handled_again_after_a_kill_ends_the_same(
    scenario: Scenario, after: bool, times: int
) -> None:  # fmt: skip
    undisturbed, notices = scenario()
    run(undisturbed, notices)
    kills = 0
    for number in count():
        world, notices = scenario()
        run(world, notices[:-1])
        killed = 0
        for _ in range(times):
            kill_at(world.aws, number, after=after)
            try:
                world.process(notices[-1])
            except KilledError:
                killed += 1
            survive(world.aws)
        world.process(notices[-1])
        assert state(world) == state(undisturbed), f"killed at call {number}"
        kills += killed
        if not killed:
            break
    assert kills >= 2


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_a_failed_notice_may_be_handled_again_after_the_next_one(scenario: Scenario) -> None:
    undisturbed, notices = scenario()
    run(undisturbed, notices)
    for after in (False, True):
        for number in range(9):
            world, notices = scenario()
            kill_at(world.aws, number, after=after)
            failed = []
            for notice in notices:
                try:
                    world.process(notice)
                except KilledError:
                    failed.append(notice)
                    survive(world.aws)
            survive(world.aws)
            run(world, failed)
            assert state(world) == state(undisturbed), f"killed at call {number}"


@pytest.mark.parametrize("stored", [1, 2])
@pytest.mark.parametrize("change", ["is gone", "is tagged infected", "is tagged unscannable"])
def test_no_thumbnail_of_a_killed_attempt_outlives_the_version(change: str, stored: int) -> None:
    world, (notice,) = clean()
    kill_at(world.aws, BEFORE_THUMBNAILS + stored, after=False)
    with pytest.raises(KilledError):
        world.process(notice)
    survive(world.aws)
    assert len(world.aws.thumbnails) == stored
    if change == "is gone":
        world.aws.purge(KEY, "v0")
    else:
        world.aws.objects[KEY][0].tag = change.removeprefix("is tagged ")
    world.process(notice)
    assert world.item()["status"] != "processed"
    assert world.aws.thumbnails == {}
