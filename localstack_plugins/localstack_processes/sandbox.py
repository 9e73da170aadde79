"""An execution environment of a Python function, as Lambda has them.

The next invocation reuses its process. A crash, a time-out or too much memory leads to a new process.
Its temporary folder lasts as long as the environment, like Lambda's /tmp.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from localstack_processes.read_only import remove
from localstack_processes.runtime_api import Answer, Invocation, Ready, error
from localstack_processes.runtime_process import Ended, RuntimeProcess

INIT_SECONDS = 10.0  # Lambda's limit; a longer start is repeated with the first invocation
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Function:
    """The function to run: `code` is the unpacked package, `layers` the content of /opt on Lambda."""

    handler: str
    code: Path
    layers: Path
    memory_mebibytes: int
    timeout_seconds: float


@dataclass(frozen=True)
class Result:
    """The answer to an invocation, and its log lines."""

    payload: bytes
    is_error: bool
    logs: str


class Sandbox:
    """One execution environment, with its files in `folder`. It handles one invocation at a time.

    `python` must have the package `awslambdaric`, and the other packages of Lambda's runtime, such as boto3.
    """

    def __init__(self, function: Function, variables: Mapping[str, str], folder: Path, python: Path) -> None:
        self._function = function
        self._folder = folder
        self._command = [str(python), "-m", "awslambdaric", function.handler]
        self._variables = {**variables, **_places(function, folder)}
        self._runtime: RuntimeProcess | None = None
        self._failed: Answer | Ended | None = None

    def start(self) -> None:
        """Import the function. If that fails, the first invocation reports the error."""
        (self._folder / "tmp").mkdir(parents=True)
        outcome = self._begin().ready(INIT_SECONDS)
        if not isinstance(outcome, Ready):
            self._end()
            slow = isinstance(outcome, Ended) and outcome.kind == "Sandbox.Timedout"
            self._failed = None if slow else outcome

    def invoke(self, invocation: Invocation) -> Result:
        """Call the function and wait for its answer or its failure."""
        started = time.monotonic()
        outcome, self._failed = self._failed, None
        if outcome is None:
            if self._runtime is None or not self._runtime.alive():
                self._end()
                self._begin()
            outcome = self._call(invocation)
        return self._result(invocation.request_id, outcome, time.monotonic() - started)

    def stop(self) -> None:
        """End every process of this environment and remove its files."""
        self._end()
        remove(self._folder)

    def output(self) -> str:
        """Return the output since the last invocation."""
        with suppress(FileNotFoundError):
            return (self._folder / "log").read_text(errors="replace")
        return ""

    def _call(self, invocation: Invocation) -> Answer | Ended:
        assert self._runtime  # noqa: S101 - made by the caller
        seconds = self._function.timeout_seconds
        deadline_ms = int((time.time() + seconds) * 1000)
        return self._runtime.call(replace(invocation, deadline_ms=deadline_ms), seconds)

    def _begin(self) -> RuntimeProcess:
        self._runtime = RuntimeProcess(
            self._command,
            self._variables,
            self._function.code,
            self._folder / "log",
            self._function.memory_mebibytes * MEBIBYTE,
        )
        return self._runtime

    def _end(self) -> None:
        if self._runtime is not None:
            self._runtime.end()
            self._runtime = None

    def _result(self, request_id: str, outcome: Answer | Ended, seconds: float) -> Result:
        answer = outcome
        lines = [f"START RequestId: {request_id} Version: $LATEST", self.output().rstrip("\n")]
        with suppress(FileNotFoundError):
            os.truncate(self._folder / "log", 0)  # the process appends, so it continues at the start
        if isinstance(answer, Ended):
            message = f"RequestId: {request_id} Error: {answer.message}"
            lines.append(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z} {message}")
            answer = Answer(error(answer.kind, message), is_error=True)
        milliseconds = seconds * 1000
        used = self._runtime.most_bytes // MEBIBYTE if self._runtime else 0
        lines += [
            f"END RequestId: {request_id}",
            f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\t"
            f"Billed Duration: {milliseconds:.0f} ms\tMemory Size: {self._function.memory_mebibytes} MB\t"
            f"Max Memory Used: {used} MB\t",
        ]
        return Result(answer.payload, answer.is_error, "\n".join(filter(None, lines)) + "\n")


def _places(function: Function, folder: Path) -> dict[str, str]:
    """Return the variables with paths that are fixed on Lambda."""
    code, layers = function.code, function.layers
    libraries = [code, layers / "python/lib/python3.13/site-packages", layers / "python"]
    return {
        "PATH": f"{layers}/bin:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": ":".join(map(str, libraries)),
        "LD_LIBRARY_PATH": f"{code}:{code}/lib:{layers}/lib",
        "LAMBDA_TASK_ROOT": str(code),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
    }
