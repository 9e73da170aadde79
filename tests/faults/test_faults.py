"""A sample of the fault cases; `nox -s faults` runs all of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from local_aws import emulator
from local_aws.engine import Engine
from tests.faults.campaign import FOR_EVER, ONCE, TWICE, Case, Outcome, cases, fair_run, run
from tests.faults.decoder import DecoderFault, decode
from tests.faults.events import Handler, send
from tests.faults.injection import Fault, KilledError
from tests.faults.scenarios import SCENARIOS
from tests.faults.url_function import REQUEST, spoiled
from tests.faults.world import World, photograph, worlds

SAMPLE = 250


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Engine]:
    name = request.config.getoption("--emulator", default="ministack")
    with emulator.running(tmp_path_factory.mktemp("faults") / "emulator", name) as running:
        yield running


@pytest.fixture(scope="module")
def both(engine: Engine) -> Iterator[dict[str, World]]:
    with worlds(engine) as made:
        yield made


def test_every_story_ends_well_without_faults(both: dict[str, World]) -> None:
    for scenario in SCENARIOS:
        world = both[scenario.scanner]
        fair = fair_run(world, scenario)
        item = fair.state["item"]
        assert not world.dead_letters
        assert (item["status"] == "processed") == item["has the thumbnail"] == item["names a thumbnail"]
        assert fair.state["thumbnails"] == 2 * item["has the thumbnail"]


def test_arrivals_and_findings_end_in_the_finding(both: dict[str, World]) -> None:
    arrivals = [scenario for scenario in SCENARIOS if "arriv" in scenario.name]
    ends = {scenario.name: fair_run(both[scenario.scanner], scenario).state["item"] for scenario in arrivals}
    assert {name: item["status"] for name, item in ends.items()} == {
        "arrives": "pending",
        "clean after its arrival": "processed",
        "infected after its arrival": "infected",
        "deleted and infected after its arrival": "infected",
        "infected, arrived without version": "infected",
        "arrives after it was found clean": "processed",
        "arrives after it was found infected": "infected",
        "arrives without version, found infected": "infected",
        "arrives long after its deletion": "rejected",
        "a new version arrives": "pending",
    }
    without_size = {name for name, item in ends.items() if "size" not in item}
    assert without_size == {name for name in ends if "without version" in name}


@pytest.mark.parametrize("sizes", [(), ("jpg", "large.jpg")], ids=["alone", "with thumbnails"])
def test_an_item_of_a_later_release_is_replaced_after_going_back(
    both: dict[str, World], sizes: tuple[str, ...]
) -> None:
    for scanner, world in both.items():
        stored = world.put(photograph())
        world.leave_as_a_later_release(stored, *sizes)
        event = world.notification(stored) if scanner == "none" else world.finding(stored, "clean")
        assert world.deliver(event) == 1
        state = world.state(stored.key)
        assert (state["item"]["status"], state["item"]["has the thumbnail"]) == ("processed", True)
        assert state["thumbnails"] == 2


def test_nothing_is_lost_whatever_fails(both: dict[str, World]) -> None:
    fair = {scenario.name: fair_run(both[scenario.scanner], scenario) for scenario in SCENARIOS}
    every = list(cases(fair, pairs=100))
    chosen = random.Random().sample(every, SAMPLE)  # noqa: S311 - other ones each time; each is named on failure
    results = [run(both[case.scenario.scanner], case, fair[case.scenario.name]) for case in chosen]
    assert [result for result in results if result.outcome is Outcome.LOST] == []
    assert {result.outcome for result in results} == set(Outcome) - {Outcome.LOST}, "each way must be taken"


def test_no_upload_is_lost_whatever_happens_to_its_decoder(both: dict[str, World]) -> None:
    once = [(fault, ONCE) for fault in DecoderFault]
    *retried, dead = decode(both["none"], [*once, (DecoderFault.KILLED, FOR_EVER)])
    assert [result for result in retried if result.outcome is not Outcome.RETRIED_BY_LAMBDA] == []
    assert dead.outcome is Outcome.DEAD_LETTERED


def test_each_verdict_is_sent_whatever_happens_to_its_event(both: dict[str, World]) -> None:
    told = list(send(both["none"]))
    assert [one for one in told if one.outcome is Outcome.LOST] == []
    assert {one.outcome for one in told} == set(Outcome) - {Outcome.LOST}, "each way must be taken"


def test_an_event_that_is_not_tried_again_would_show(both: dict[str, World]) -> None:
    def swallowing(handler: Handler) -> Handler:
        def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
            with suppress(Exception):  # the deliberate bug
                handler(event, context)
            return {"batchItemFailures": []}

        return handle

    (told,) = send(both["none"], [(Fault.RESET, FOR_EVER)], swallowing)
    assert told.outcome is Outcome.LOST


@pytest.mark.parametrize("fault", [fault for fault in Fault if not fault.name.startswith("KILLED")])
def test_a_caller_gets_the_url_although_the_secret_cannot_be_read_twice(fault: Fault) -> None:
    with spoiled([fault] * TWICE) as handler:
        assert handler(REQUEST, None)["statusCode"] == 200


@pytest.mark.parametrize("fault", [fault for fault in Fault if not fault.name.startswith("KILLED")])
def test_a_caller_gets_the_contracts_error_while_the_secret_cannot_be_read(fault: Fault) -> None:
    with spoiled([fault] * FOR_EVER) as handler:
        answer = handler(REQUEST, None)
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["error"]["code"] == "internal_error"


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER])
def test_a_killed_url_function_has_granted_nothing_and_the_next_one_grants(fault: Fault) -> None:
    with spoiled([fault] * ONCE) as handler:
        with pytest.raises(KilledError):
            handler(REQUEST, None)
        assert handler(REQUEST, None)["statusCode"] == 200


def test_a_fault_that_is_not_retried_would_show(both: dict[str, World]) -> None:
    """The campaign does report a loss: here the function swallows an error."""
    scenario = SCENARIOS[0]
    world = both[scenario.scanner]
    fair = fair_run(world, scenario)
    case = Case(scenario, ((0, fair.operations[0], Fault.RESET),), FOR_EVER)
    honest = world.handler

    def swallowing(event: dict[str, object], context: object) -> None:
        try:
            honest(event, context)
        except Exception:  # noqa: BLE001 - that is the mistake
            return

    world.handler = swallowing
    try:
        assert run(world, case, fair).outcome is Outcome.LOST
    finally:
        world.handler = honest
