"""The fork server is there when it is needed, whatever happens to it, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from decoder.process import DecoderTimeoutError, DecoderUnavailableError, ForkServer, NoAnswerError

from tests.unit.process_uploaded_file.decoder.unprivileged import LAMBDA, ROOT, only_linux

pytestmark = only_linux
JOB = "tests.unit.process_uploaded_file.decoder.misbehaving_job"
REQUEST = b'{"pid": 1}'
MEMORY = 64 * 1024 * 1024


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    monkeypatch.syspath_prepend(str(ROOT))
    made = ForkServer(JOB, {}, MEMORY)
    yield made
    made.close()


def count_files(server: ForkServer) -> bytes:
    return server.ask(REQUEST, b"count_files", 30)


def eventually(is_so: Callable[[], bool]) -> bool:
    ends_at = time.monotonic() + 20
    while not (found := is_so()) and time.monotonic() < ends_at:
        pass
    return found


def is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    try:
        return "State:\tZ" in status.read_text()
    except FileNotFoundError:
        return True


def test_each_file_has_a_decoder_of_its_own(server: ForkServer) -> None:
    assert [count_files(server) for _ in range(3)] == [b"1", b"1", b"1"]


def test_a_dead_fork_server_is_replaced(server: ForkServer) -> None:
    for _ in range(2):
        count_files(server)
        os.killpg(server._pid, signal.SIGKILL)
        assert count_files(server) == b"1"


def test_a_fork_server_that_was_frozen_goes_on(server: ForkServer) -> None:
    server.guards()
    os.killpg(server._pid, signal.SIGSTOP)
    os.killpg(server._pid, signal.SIGCONT)
    assert count_files(server) == b"1"


def test_a_timeout_ends_the_decoder_and_the_next_file_gets_another(server: ForkServer) -> None:
    server.guards()
    pid = server._pid
    with pytest.raises(DecoderTimeoutError, match=r"0\.2 s"):
        server.ask(REQUEST, b"wait", 0.2)
    assert is_gone(pid)
    assert count_files(server) == b"1"


def test_a_kill_from_outside_is_told_as_one(server: ForkServer) -> None:
    server.guards()
    (decoder,) = Path(f"/proc/{server._pid}/task/{server._pid}/children").read_text().split()
    os.kill(int(decoder), signal.SIGKILL)
    with pytest.raises(NoAnswerError) as told:
        count_files(server)
    assert os.WTERMSIG(told.value.ending.status) == signal.SIGKILL
    assert count_files(server) == b"1"


def test_a_job_that_cannot_be_loaded_is_named() -> None:
    server = ForkServer("no_such_job", {}, MEMORY)
    with pytest.raises(DecoderUnavailableError, match="ModuleNotFoundError: No module named 'no_such_job'"):
        server.guards()
    server.close()


def test_nothing_outlives_the_function() -> None:
    program = (
        "import sys; from decoder.process import ForkServer\n"
        f"server = ForkServer({JOB!r}, {{}}, {MEMORY})\n"
        "server.guards()\n"
        "print(server._pid, flush=True)\n"
        "server.ask(b'{}', b'loop', 60)"
    )
    function = subprocess.Popen(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{ROOT}:{LAMBDA}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert function.stdout is not None
    with function.stdout as told:
        server = int(told.readline())
    children = Path(f"/proc/{server}/task/{server}/children")
    decoder = int(children.read_text())
    function.kill()
    function.wait()
    assert eventually(lambda: is_gone(server) and is_gone(decoder))
