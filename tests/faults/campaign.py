"""Injects faults into every call of every scenario, and reports each upload's outcome."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.faults.injection import Fault
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.world import State, World, spoiling

ONCE, TWICE, FOR_EVER = 1, 2, 60
TIMES = {ONCE: "once", TWICE: "twice in a row", FOR_EVER: "until given up"}


class Outcome(StrEnum):
    """How an upload survived its faults; LOST means that it did not."""

    RETRIED_BY_CLIENT = "worked at once, by the SDK's retries"
    RETRIED_BY_LAMBDA = "worked at Lambda's next attempt"
    DEAD_LETTERED = "in the dead-letter queue, worked when replayed"
    LOST = "LOST"


@dataclass(frozen=True)
class Case:
    """Faults at one or two calls of a scenario."""

    scenario: Scenario
    places: tuple[tuple[int, str, Fault], ...]  # the call's number and operation, and its fault
    times: int


@dataclass(frozen=True)
class Result:
    """The result of a case; `injected` is the number of requests that met a fault."""

    case: Case
    outcome: Outcome
    injected: int
    detail: str = ""


@dataclass(frozen=True)
class Fair:
    """A scenario without faults: the operations called, and the state afterwards."""

    operations: tuple[str, ...]
    state: State


def fair_run(world: World, scenario: Scenario) -> Fair:
    """Run the scenario without faults."""
    key, event = scenario.arrange(world)
    world.injector.reset()
    world.deliver(event)
    return Fair(tuple(world.injector.operations), world.state(key))


def cases(fair: dict[str, Fair], pairs: int, seed: int = 1) -> Iterator[Case]:
    """Yield every fault at every call, once, twice and until given up; then random pairs of faults."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    for scenario in SCENARIOS:
        calls = list(enumerate(fair[scenario.name].operations))
        for (place, name), fault, times in itertools.product(calls, Fault, TIMES):
            yield Case(scenario, ((place, name, fault),), times)
    for _ in range(pairs):
        scenario = chance.choice(SCENARIOS)
        calls = list(enumerate(fair[scenario.name].operations))
        first, second = chance.choice(calls), chance.choice(calls)
        faults = chance.choice(list(Fault)), chance.choice(list(Fault))
        yield Case(scenario, ((*first, faults[0]), (*second, faults[1])), chance.choice((ONCE, TWICE)))


def run(world: World, case: Case, fair: Fair) -> Result:
    """Run the scenario with its faults. A dead letter is replayed after the faults have ended."""
    key, event = case.scenario.arrange(world)
    plan: dict[str, list[Fault | None]] = {}
    for place, name, fault in case.places:
        spoiled = spoiling(list(fair.operations), place, [fault] * case.times)[name]
        longer, shorter = sorted((plan.get(name, []), spoiled), key=len, reverse=True)
        plan[name] = [one or other for one, other in itertools.zip_longest(longer, shorter)]
    world.injector.reset(plan)
    before = len(world.dead_letters)
    attempts = world.deliver(event)
    injected = world.injector.injected
    world.injector.reset()
    outcome = Outcome.RETRIED_BY_CLIENT if attempts == 1 else Outcome.RETRIED_BY_LAMBDA
    if len(world.dead_letters) > before:
        outcome = Outcome.DEAD_LETTERED
        letter = world.dead_letters.pop()
        if letter != event:
            return Result(case, Outcome.LOST, injected, "the dead letter is not the whole event")
        world.deliver(letter)
        if len(world.dead_letters) > before:
            world.dead_letters.pop()
            return Result(case, Outcome.LOST, injected, "could not be replayed")
    state = world.state(key)
    if state != fair.state:
        return Result(case, Outcome.LOST, injected, f"{state} instead of {fair.state}")
    return Result(case, outcome, injected)
