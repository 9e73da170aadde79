"""What can happen to an upload, each as the last event of its story: the one that faults are put into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.world import Event, World, photograph

NOT_AN_IMAGE = b"This is a letter and not a photograph."


@dataclass(frozen=True)
class Scenario:
    """A story up to its last event. `arrange` returns the upload's key and that event."""

    name: str
    scanner: str
    arrange: Callable[[World], tuple[str, Event]]


def _upload(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.notification(stored)


def _not_an_image(world: World) -> tuple[str, Event]:
    stored = world.put(NOT_AN_IMAGE)
    return stored.key, world.notification(stored)


def _repeated(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.deliver(world.notification(stored))
    return stored.key, world.notification(stored)


def _replaced(world: World) -> tuple[str, Event]:
    first = world.put(photograph())
    world.deliver(world.notification(first))
    world.delete(first)
    return first.key, world.notification(world.put(photograph("darkred"), first.key))


def _late(world: World) -> tuple[str, Event]:
    first = world.put(photograph())
    world.delete(first)
    world.deliver(world.notification(world.put(photograph("darkred"), first.key)))
    return first.key, world.notification(first)


def _clean(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.finding(stored, "clean")


def _clean_without_version(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.finding(stored, "clean", with_version=False)


def _infected(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.finding(stored, "infected")


def _infected_after_all(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.deliver(world.finding(stored, "clean"))
    return stored.key, world.finding(stored, "infected")


def _not_scanned(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.finding(stored, "no")


def _gone(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.delete(stored, for_good=True)
    return stored.key, world.finding(stored, "clean")


SCENARIOS = [
    Scenario("photograph", "none", _upload),
    Scenario("not an image", "none", _not_an_image),
    Scenario("event repeated", "none", _repeated),
    Scenario("new version", "none", _replaced),
    Scenario("event of an old version comes late", "none", _late),
    Scenario("clean", "bucketav", _clean),
    Scenario("clean, finding without version", "bucketav", _clean_without_version),
    Scenario("infected", "bucketav", _infected),
    Scenario("infected after it was processed", "bucketav", _infected_after_all),
    Scenario("not scanned", "bucketav", _not_scanned),
    Scenario("clean, but deleted meanwhile", "bucketav", _gone),
]
