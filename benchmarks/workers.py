"""Run the measured processes, each on one processor like a Lambda function with at most 1769 MB."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from benchmarks.errors import BenchError

ANSWER = b"ANSWER "


@dataclass(frozen=True)
class Reading:
    """Time and memory of one operation.

    Attributes:
        milliseconds: elapsed time.
        cpu_milliseconds: processor time of all threads together.
        peak_bytes: peak memory since the start of the process.
        result: result of the operation, if it returns one.
    """

    milliseconds: float
    cpu_milliseconds: float
    peak_bytes: int
    result: Any = None


class Worker:
    """A process that runs operations on demand."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def do(self, operation: str, **parameters: object) -> Reading:
        """Run one operation. Raises BenchError if the process fails."""
        order = json.dumps({"operation": operation, **parameters}).encode()
        _pipe(self._process.stdin).write(order + b"\n")
        _pipe(self._process.stdin).flush()
        return Reading(**_answer(self._process))


@contextmanager
def worker(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Worker]:
    """Run a worker process until the `with` block ends."""
    process = _start(command, environment)
    try:
        yield Worker(process)
    finally:
        _end(process)


def milliseconds_to_answer(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return the time from a process's start to its answer. The process then ends, which is not counted."""
    started = time.perf_counter()
    process = _start(command, environment)
    try:
        _answer(process)
        return (time.perf_counter() - started) * 1000
    finally:
        _end(process)


def milliseconds_to_end(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return the time from a process's start to its end, for a process that does nothing."""
    started = time.perf_counter()
    process = _start(command, environment)
    _end(process)
    return (time.perf_counter() - started) * 1000


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with _on_one_processor():
        return subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None
        )


@contextmanager
def _on_one_processor() -> Iterator[None]:
    """Start children on the last processor only. This process and its servers may use all processors."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _answer(process: subprocess.Popen[bytes]) -> Any:
    for line in _pipe(process.stdout):
        if line.startswith(ANSWER):
            return json.loads(line.removeprefix(ANSWER))
    raise BenchError(f"{process.args!r} ended with {process.wait()} and no answer.")


def _end(process: subprocess.Popen[bytes]) -> None:
    with process:
        _pipe(process.stdin).close()
        _pipe(process.stdout).read()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BenchError("The process has no pipe.")
    return pipe
