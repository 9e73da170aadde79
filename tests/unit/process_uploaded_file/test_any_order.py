"""However notices are repeated, shuffled, cut short, run side by side: one item, its thumbnail, no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from metadata_item import Status
from notices.notice import UploadNotice, Verdict

from tests.unit.process_uploaded_file.in_memory_aws import Baton, KilledError, kill_at, survive
from tests.unit.process_uploaded_file.processing_world import IMAGE, KEY, World, at

CONTENTS = {"image": IMAGE, "text": b"no image at all"}


@dataclass(frozen=True)
class Upload:
    """A version to come: its content, how many seconds after the one before, and what is said of it."""

    content: str
    pause: int
    verdicts: tuple[Verdict, ...]


verdicts = st.lists(
    st.sampled_from((Verdict.CLEAN, Verdict.INFECTED, Verdict.UNSCANNABLE)), min_size=1, max_size=2
).map(tuple)


def histories(least_pause: int) -> st.SearchStrategy[list[Upload]]:
    pauses = st.integers(least_pause, 2)
    return st.lists(
        st.builds(Upload, st.sampled_from(tuple(CONTENTS)), pauses, verdicts), min_size=1, max_size=3
    )


@dataclass(frozen=True)
class Version:
    """An upload that was made: its version id and when its notices were sent."""

    version_id: str
    sent: int
    upload: Upload


SIZES = ("png", "large.png")  # what follows the stem of each thumbnail of a later release


def after_going_back(
    world: World, versions: list[Version], data: st.DataObject, *sizes: tuple[str, ...]
) -> None:
    """Have what a later release may have left before this one took over: nothing, or an item of its own."""
    left = data.draw(st.sampled_from((None, (), *sizes)))
    if left is not None:
        world.leave_as_a_later_release(data.draw(st.sampled_from(versions)).version_id, *left)


def make(world: World, history: list[Upload]) -> list[Version]:
    """Upload everything, each after a deletion, as uploads are write-once; return the versions in order."""
    seconds = 0
    versions: list[Version] = []
    for upload in history:
        seconds += upload.pause
        if versions:
            world.aws.delete(KEY, at(seconds))
        version_id = world.aws.upload(KEY, CONTENTS[upload.content], at(seconds))
        versions.append(Version(version_id, seconds, upload))
    return versions


def expected_status(upload: Upload) -> Status:
    if Verdict.INFECTED in upload.verdicts:
        return Status.INFECTED
    if Verdict.CLEAN in upload.verdicts:
        return Status.PROCESSED if upload.content == "image" else Status.REJECTED
    return Status.UNSCANNABLE


def assert_converged(world: World, versions: list[Version]) -> None:
    newest = versions[-1]
    item = world.aws.items[("user-1", KEY)]
    assert (item.version_id, item.status) == (newest.version_id, expected_status(newest.upload))
    assert world.aws.thumbnails.keys() == item.thumbnail_keys
    assert len(item.thumbnail_keys) == (2 if item.thumbnail_key else 0)
    assert (item.thumbnail_key is not None) == (item.status is Status.PROCESSED)
    times = [written.processed_at for written in world.aws.written]
    assert times == sorted(set(times)), "of two events the later one must be what was written later"
    for version in versions:
        is_gone = world.aws.find(KEY, version.version_id) is None
        assert is_gone == (Verdict.INFECTED in version.upload.verdicts)


def notices(world: World, versions: list[Version]) -> list[UploadNotice]:
    return [
        world.notice(version.version_id, verdict, sent=version.sent)
        for version in versions
        for verdict in version.upload.verdicts
    ]


@settings(max_examples=150, deadline=None)
@given(histories(0), st.data())
def test_repeated_and_shuffled_notices_converge(history: list[Upload], data: st.DataObject) -> None:
    world = World()
    versions = make(world, history)
    after_going_back(world, versions, data, SIZES, SIZES[:1])
    once = notices(world, versions)
    again = data.draw(st.lists(st.sampled_from(once), max_size=4))
    for notice in data.draw(st.permutations(once + again)):
        world.process(notice)
    assert_converged(world, versions)
    assert world.aws.items[("user-1", KEY)].uploaded_at_is_known


@settings(max_examples=200, deadline=None)
@given(histories(1), st.data())  # of two versions of one second that are gone, nothing tells the newer
def test_arrivals_in_any_order_change_no_verdict_and_complete_each_item(
    history: list[Upload], data: st.DataObject
) -> None:
    world = World()
    versions = make(world, history)
    arrivals = [world.arrival(version.version_id, sent=version.sent) for version in versions]
    for version in versions:
        if Verdict.INFECTED in version.upload.verdicts and data.draw(st.booleans()):
            world.aws.purge(KEY, version.version_id)  # by the scanner, before anything is handled
    once = notices(world, versions) + arrivals
    again = data.draw(st.lists(st.sampled_from(once), max_size=4))
    for notice in data.draw(st.permutations(once + again)):
        world.process(notice)
    assert_converged(world, versions)
    item = world.aws.items[("user-1", KEY)]
    newest = versions[-1]
    seen = (f"etag-{newest.version_id}", len(CONTENTS[newest.upload.content]), at(newest.sent))
    assert (item.etag, item.size, item.uploaded_at) == seen


@settings(max_examples=200, deadline=None)
@given(histories(1), st.data())
def test_arrivals_that_name_no_version_change_no_verdict(history: list[Upload], data: st.DataObject) -> None:
    world = World()
    if data.draw(st.booleans()):
        world.ticks = -3600 * 1_000_000  # the files arrived just now: one that is gone is pending
    versions = make(world, history)
    arrivals = [
        replace(world.arrival(version.version_id, sent=version.sent), version=None) for version in versions
    ]
    for version in versions:
        if Verdict.INFECTED in version.upload.verdicts and data.draw(st.booleans()):
            world.aws.purge(KEY, version.version_id)
    once = notices(world, versions) + arrivals
    again = data.draw(st.lists(st.sampled_from(once), max_size=4))
    for notice in data.draw(st.permutations(once + again)):
        world.process(notice)
    assert_converged(world, versions)


@settings(max_examples=100, deadline=None)
@given(histories(0), st.data())
def test_arrivals_side_by_side_with_verdicts_converge(history: list[Upload], data: st.DataObject) -> None:
    world = World()
    versions = make(world, history)
    arrivals = [world.arrival(version.version_id, sent=version.sent) for version in versions]
    once = notices(world, versions) + arrivals
    at_once = data.draw(st.permutations(once))[:4]
    order = data.draw(st.lists(st.integers(0, 3), max_size=24))
    Baton(order).run([partial(world.process, notice) for notice in at_once], world.aws)
    for notice in once:
        if notice not in at_once:
            world.process(notice)
    assert_converged(world, versions)
    assert world.aws.items[("user-1", KEY)].etag == f"etag-{versions[-1].version_id}"


@settings(max_examples=200, deadline=None)
@given(histories(1), st.data())  # who is killed between deletion and record forgets the second's fraction
def test_notices_that_are_cut_short_and_retried_later_converge(
    history: list[Upload], data: st.DataObject
) -> None:
    world = World()
    versions = make(world, history)
    after_going_back(world, versions, data, SIZES, SIZES[:1])
    waiting = notices(world, versions)
    waiting = data.draw(st.permutations(waiting + waiting[:1]))
    kills = data.draw(st.integers(0, 3))
    while waiting:
        notice = waiting.pop(0)
        if kills:
            kills -= 1
            kill_at(world.aws, data.draw(st.integers(0, 7)), after=data.draw(st.booleans()))
        try:
            world.process(notice)
        except KilledError:
            waiting.insert(data.draw(st.integers(0, len(waiting))), notice)
        survive(world.aws)
    assert_converged(world, versions)


@settings(max_examples=100, deadline=None)
@given(histories(0), st.data())
def test_notices_that_are_handled_side_by_side_converge(history: list[Upload], data: st.DataObject) -> None:
    world = World()
    versions = make(world, history)
    after_going_back(world, versions, data)
    once = notices(world, versions)
    at_once = data.draw(st.permutations(once + data.draw(st.lists(st.sampled_from(once), max_size=1))))[:4]
    rest = [notice for notice in once if notice not in at_once]
    order = data.draw(st.lists(st.integers(0, 3), max_size=24))
    workers = [partial(world.process, notice) for notice in at_once]
    Baton(order).run(workers, world.aws)
    for notice in rest:
        world.process(notice)
    assert_converged(world, versions)
    assert world.aws.items[("user-1", KEY)].uploaded_at_is_known
