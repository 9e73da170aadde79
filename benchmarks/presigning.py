"""Measure the signing of a URL in a warm process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from benchmarks import runtime
from benchmarks.comparison import Rounds, in_turns
from benchmarks.workers import Worker, worker

URLS = 200  # in a round, because the time of one URL is too short for a clock
WARMING_ROUNDS = 5


def measure(rounds: int, report: Callable[[str], None]) -> Rounds:
    """Return the milliseconds of one URL in each round."""
    report("presigning")
    environment = runtime.environment()
    found = Rounds()
    with ExitStack() as stack:
        folders = runtime.our_folders("get_presigned_url")
        ours = stack.enter_context(worker(runtime.python_command("worker.py", *folders), environment))
        theirs = stack.enter_context(worker(runtime.node_command("worker.mjs"), environment))
        for number in range(-WARMING_ROUNDS, rounds):
            in_turns(number, lambda: _take(ours, found.ours), lambda: _take(theirs, found.theirs))
    return Rounds(found.ours[WARMING_ROUNDS:], found.theirs[WARMING_ROUNDS:])


def _take(side: Worker, times: list[float]) -> None:
    times.append(side.do("presign", rounds=URLS).milliseconds)
