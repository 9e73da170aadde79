"""Faults of the decoder's process that no file causes. Processes are really killed."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest import mock

from decoder.process import ForkServer

from tests.faults.campaign import TIMES, Outcome
from tests.faults.world import State, World, photograph

CALL = "decoding"
SECONDS = 0.3  # time limit of a stopped decoder here


class DecoderFault(StrEnum):
    """What can happen to a decoder."""

    KILLED = "decoder killed"
    SERVER_KILLED = "fork server killed"
    STOPPED = "decoder stands still"
    NOT_STARTED = "no process can start"


@dataclass(frozen=True)
class Decoded:
    """The outcome of an upload whose decoder met a fault; `injected` counts the faults."""

    fault: DecoderFault
    outcome: Outcome
    injected: int
    detail: str = ""
    call: str = CALL


ALL = tuple(itertools.product(DecoderFault, TIMES))


def decode(world: World, cases: Iterable[tuple[DecoderFault, int]] = ALL) -> Iterator[Decoded]:
    """Yield the result of each case: a fault, and how many times in a row it happens."""
    _, fair, _ = _delivered(world)
    for fault, times in cases:
        yield _with(world, fault, times, fair)


def _with(world: World, fault: DecoderFault, times: int, fair: State) -> Decoded:
    with _spoiled(world.decoder._server, fault, times) as met:
        key, state, attempts = _delivered(world)
    outcome = Outcome.RETRIED_BY_CLIENT if attempts == 1 else Outcome.RETRIED_BY_LAMBDA
    if world.dead_letters:
        outcome = Outcome.DEAD_LETTERED
        world.deliver(world.dead_letters.pop())
        state = world.state(key)
    if state != fair or world.dead_letters:
        return Decoded(fault, Outcome.LOST, len(met), f"{state} instead of {fair}")
    return Decoded(fault, outcome, len(met))


def _delivered(world: World) -> tuple[str, State, int]:
    """Upload a photograph and deliver its event; return its key, the state afterwards, the attempts."""
    stored = world.put(photograph())
    attempts = world.deliver(world.notification(stored))
    return stored.key, world.state(stored.key), attempts


@contextmanager
def _spoiled(server: ForkServer, fault: DecoderFault, times: int) -> Iterator[list[DecoderFault]]:
    """Make a fork server's next `times` requests meet a fault; yields the list of the faults met so far."""
    honest, met = server.ask, list[DecoderFault]()

    def ask(request: bytes, content: bytes, seconds: float, max_bytes: int) -> bytes:
        if len(met) == times:
            return honest(request, content, seconds, max_bytes)
        met.append(fault)
        server.guards()
        match fault:
            case DecoderFault.KILLED:
                waiting = Path(f"/proc/{server._pid}/task/{server._pid}/children").read_text()
                os.kill(int(waiting), signal.SIGKILL)
            case DecoderFault.SERVER_KILLED:
                os.killpg(server._pid, signal.SIGKILL)
            case DecoderFault.STOPPED:
                os.killpg(server._pid, signal.SIGSTOP)
                return honest(request, content, SECONDS, max_bytes)
            case DecoderFault.NOT_STARTED:
                server.close()
                with mock.patch("os.posix_spawn", side_effect=_no_process):
                    return honest(request, content, seconds, max_bytes)
        return honest(request, content, seconds, max_bytes)

    with mock.patch.object(server, "ask", ask):
        yield met


def _no_process(*_arguments: Any, **_named: Any) -> int:
    raise BlockingIOError("Resource temporarily unavailable")
