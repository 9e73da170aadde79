"""A function's process, which runs AWS's own runtime client, and its answers and failures."""

from __future__ import annotations

import queue
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from localstack_processes.process_tree import descendants, memory_bytes
from localstack_processes.runtime_api import Answer, Invocation, Ready, RuntimeApi

POLL_SECONDS = 0.05  # between two checks of the memory and of the process
END_SECONDS = 10  # enough, because a killed tree ends in milliseconds
WARDEN = Path(__file__).with_name("warden.py")


@dataclass(frozen=True)
class Ended:
    """The process gave no answer. `kind` and `message` are those that Lambda would report."""

    kind: str
    message: str


class RuntimeProcess:
    """One process tree. `command` begins with a Python executable; `log` receives its output."""

    def __init__(
        self,
        command: Sequence[str],
        variables: Mapping[str, str],
        folder: Path,
        log: Path,
        limit_bytes: int,
    ) -> None:
        self._api = RuntimeApi()
        self._limit_bytes = limit_bytes
        self.most_bytes = 0
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [command[0], "-I", "-S", str(WARDEN), *command],
                stdin=subprocess.PIPE,  # the warden's lifeline
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**variables, "AWS_LAMBDA_RUNTIME_API": self._api.address},
                cwd=folder,
            )

    def ready(self, seconds: float) -> Ready | Answer | Ended:
        """Wait until the function is imported: an answer is the error of its import."""
        return self._outcome(seconds)

    def call(self, invocation: Invocation, seconds: float) -> Answer | Ended:
        """Send an invocation and wait for its answer or its failure."""
        deadline = time.monotonic() + seconds
        self.most_bytes = 0
        self._api.invocations.put(invocation)
        while isinstance(outcome := self._outcome(seconds, deadline), Ready):
            pass
        if isinstance(outcome, Ended) or outcome.is_last:
            self.end()
        else:
            self._measure()
        return outcome

    def alive(self) -> bool:
        """Whether the process can take another invocation."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the whole tree and wait for its end."""
        self._api.close()
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _outcome(self, seconds: float, deadline: float | None = None) -> Ready | Answer | Ended:
        deadline = time.monotonic() + seconds if deadline is None else deadline
        while True:
            status = self._process.poll()  # read first, so that an answer just before the end still counts
            with suppress(queue.Empty):
                return self._api.received.get(timeout=POLL_SECONDS if status is None else 0.001)
            if status is not None:
                return Ended("Runtime.ExitError", f"Runtime exited with error: {_describe(status)}")
            self._measure()
            if self.most_bytes > self._limit_bytes:
                return Ended("Runtime.OutOfMemory", "Runtime exited with error: signal: killed")
            if time.monotonic() > deadline:
                return Ended("Sandbox.Timedout", f"Task timed out after {seconds:.2f} seconds")

    def _measure(self) -> None:
        self.most_bytes = max(self.most_bytes, memory_bytes(descendants(self._process.pid)))


def _describe(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    return {-9: "signal: killed", -11: "signal: segmentation fault"}.get(status, f"signal: {-status}")
