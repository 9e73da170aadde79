"""The secret is rotated while clients send requests: no request with a valid value is refused."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from local_aws.stack import CACHE_SECONDS, SECRET_KEY, SECRET_NAMES
from tests.integration.flow import Flow, eventually

GOOD = {"userId": "u-1", "filename": "cat", "ext": "png"}
ROTATIONS = 4
PACE_SECONDS = 0.1  # pause between two requests of a client, which leaves processor time to the functions
# Valid values for each invalid one. An invalid value makes the function read the secret. It allows a burst of
# 50 readings, and one more each second.
LIVING_FOR_EACH_DEAD = 2
NEVER = float("inf")


@dataclass
class Value:
    """A value of the secret, and when it was valid, by this test's clock.

    While a rotation is under way, the value counts neither as valid nor as retired.
    """

    text: str
    valid_from: float = NEVER  # from here the value certainly had a label
    valid_until: float = NEVER  # until here it certainly had one
    retired_from: float = NEVER  # from here it certainly had none


@dataclass(frozen=True)
class Asked:
    """One request: its value, the times of sending and answer, and the answer's status."""

    value: Value
    sent: float
    answered: float
    status: int


@dataclass
class Clients:
    """Clients that send requests in a loop, each with another value: the wrong one, or one of the newest."""

    flow: Flow
    wrong: Value
    values: list[Value]
    asked: list[Asked] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    @contextmanager
    def asking(self, count: int) -> Iterator[None]:
        """Run `count` clients for the length of a `with` block."""
        stop = threading.Event()
        threads = [threading.Thread(target=self._ask, args=(number, stop)) for number in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _ask(self, number: int, stop: threading.Event) -> None:
        turn = number
        while not stop.wait(PACE_SECONDS):
            dead = [self.wrong, *self.values[-4:-2]]
            choice = [*self.values[-2:] * len(dead) * LIVING_FOR_EACH_DEAD, *dead]
            value = choice[turn % len(choice)]
            turn += 1
            sent = time.monotonic()
            try:
                status = self.flow.get(GOOD, {self.flow.mode.auth_header: value.text}).status
            except Exception as failure:  # noqa: BLE001 - a thread cannot raise; the test looks at this
                self.failures.append(failure)
                return
            self.asked.append(Asked(value, sent, time.monotonic(), status))

    def wait_for(self, value: Value, *, since: float = 0.0) -> None:
        """Wait until three requests since `since` carried this value, or a client failed."""
        eventually(
            lambda: self.failures or sum(a.value is value and a.sent >= since for a in list(self.asked)) >= 3,
            "a few requests with that value",
        )


def rotate(flow: Flow, values: list[Value]) -> None:
    """Put a new current value. The current one becomes the previous one, and the previous one is retired."""
    value = Value(secrets.token_urlsafe(32))
    if len(values) > 1:
        values[-2].valid_until = time.monotonic()
    put(flow, value.text)
    done = time.monotonic()
    if len(values) > 1:
        values[-2].retired_from = done
    value.valid_from = done
    values.append(value)


def put(flow: Flow, text: str) -> None:
    flow.admin.secrets.put_secret_value(
        SecretId=SECRET_NAMES[flow.name], SecretString=json.dumps({SECRET_KEY: text})
    )


@pytest.fixture
def rotated(plain: Flow) -> Iterator[Flow]:
    """A mode whose secret is restored afterwards, as both the current and the previous value."""
    yield plain
    for _ in range(2):
        put(plain, plain.mode.auth_secret)
    assert plain.get(GOOD).status == 200


def test_rotations_under_load_refuse_no_living_value_and_every_retired_one(rotated: Flow) -> None:
    first = Value(rotated.mode.auth_secret, valid_from=time.monotonic())
    wrong = Value(secrets.token_urlsafe(32), retired_from=-NEVER)
    clients = Clients(rotated, wrong, [first])

    with clients.asking(3):
        for _ in range(ROTATIONS):
            clients.wait_for(clients.values[-1])
            rotate(rotated, clients.values)
        retired = clients.values[-3]
        clients.wait_for(retired, since=retired.retired_from + CACHE_SECONDS)

    assert clients.failures == []
    living = [
        asked
        for asked in clients.asked
        if asked.value.valid_from <= asked.sent and asked.answered <= asked.value.valid_until
    ]
    assert {asked.value.text for asked in living} == {value.text for value in clients.values}
    assert {asked.status for asked in living} == {200}
    dead = [asked for asked in clients.asked if asked.sent >= asked.value.retired_from + CACHE_SECONDS]
    assert {asked.value.text for asked in dead} >= {wrong.text, retired.text}
    assert {asked.status for asked in dead} == {403}
    print(f"{len(clients.asked)} requests, {len(living)} with a living value, {len(dead)} with a dead one")
