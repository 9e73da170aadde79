"""Scenarios of an upload. Each ends with one event, and the faults are injected into its handling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.world import Event, World, photograph

NOT_AN_IMAGE = b"This is a letter and not a photograph."


@dataclass(frozen=True)
class Scenario:
    """A scenario. `arrange` runs it up to its last event, and returns the upload's key and that event."""

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


def _arrives(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    return stored.key, world.arrival(stored)


def _clean_after_arrival(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.deliver(world.arrival(stored))
    return stored.key, world.finding(stored, "clean")


def _infected_after_arrival(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.deliver(world.arrival(stored))
    return stored.key, world.finding(stored, "infected")


def _deleted_by_the_scanner(world: World, *, with_version: bool) -> tuple[str, Event, Event]:
    """Return the key, the arrival and the finding of a version that the scanner has deleted."""
    stored = world.put(photograph())
    arrival = world.arrival(stored, with_version=with_version)
    world.delete(stored, for_good=True)
    return stored.key, arrival, world.finding(stored, "infected")


def _deleted_after_arrival(world: World) -> tuple[str, Event]:
    key, arrival, finding = _deleted_by_the_scanner(world, with_version=True)
    world.deliver(arrival)
    return key, finding


def _deleted_after_arrival_without_version(world: World) -> tuple[str, Event]:
    key, arrival, finding = _deleted_by_the_scanner(world, with_version=False)
    world.deliver(arrival)
    return key, finding


def _arrives_after_clean(world: World) -> tuple[str, Event]:
    stored = world.put(photograph())
    world.deliver(world.finding(stored, "clean"))
    return stored.key, world.arrival(stored)


def _arrives_after_infected(world: World) -> tuple[str, Event]:
    key, arrival, finding = _deleted_by_the_scanner(world, with_version=True)
    world.deliver(finding)
    return key, arrival


def _arrives_without_version_after_infected(world: World) -> tuple[str, Event]:
    key, arrival, finding = _deleted_by_the_scanner(world, with_version=False)
    world.deliver(finding)
    return key, arrival


def _arrives_long_after_its_deletion(world: World) -> tuple[str, Event]:
    key, arrival, _ = _deleted_by_the_scanner(world, with_version=True)
    return key, {**arrival, "time": "2026-01-01T00:00:00Z"}


def _new_version_arrives(world: World) -> tuple[str, Event]:
    first = world.put(photograph())
    world.deliver(world.finding(first, "clean"))
    world.delete(first)
    return first.key, world.arrival(world.put(photograph("darkred"), first.key))


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
    Scenario("clean by GuardDuty", "guardduty", _clean),
    Scenario("infected by GuardDuty", "guardduty", _infected),
    Scenario("infected by GuardDuty after it was processed", "guardduty", _infected_after_all),
    Scenario("skipped by GuardDuty", "guardduty", _not_scanned),
    Scenario("arrives", "bucketav", _arrives),
    Scenario("clean after its arrival", "bucketav", _clean_after_arrival),
    Scenario("infected after its arrival", "bucketav", _infected_after_arrival),
    Scenario("deleted and infected after its arrival", "bucketav", _deleted_after_arrival),
    Scenario("infected, arrived without version", "bucketav", _deleted_after_arrival_without_version),
    Scenario("arrives after it was found clean", "bucketav", _arrives_after_clean),
    Scenario("arrives after it was found infected", "bucketav", _arrives_after_infected),
    Scenario("arrives without version, found infected", "bucketav", _arrives_without_version_after_infected),
    Scenario("arrives long after its deletion", "bucketav", _arrives_long_after_its_deletion),
    Scenario("a new version arrives", "bucketav", _new_version_arrives),
]
