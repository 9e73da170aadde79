"""The parent process of one execution environment's processes. Usage: `warden.py COMMAND...`.

No process outlives LocalStack, even if that is killed: when standard input closes, the warden ends the whole
tree. It also ends the tree when the command ends, and exits with the command's status. It is run by its path,
and needs only the standard library and `process_tree.py` beside it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from localstack_processes.process_tree import descendants

SET_PARENT_DEATH_SIGNAL, DROP_FROM_BOUNDING_SET, SET_CHILD_SUBREAPER = 1, 24, 36  # options of Linux's prctl
CAP_DAC_READ_SEARCH, CAPABILITIES = 2, 64


def main(command: list[str]) -> None:
    """Run the command, end the processes that it leaves, and exit with its status."""
    _prctl(SET_CHILD_SUBREAPER, 1)  # so that an orphan becomes a child of this process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warden = os.getpid()
    runtime = os.fork()
    if runtime == 0:
        _become(command, warden)
    threading.Thread(target=_end_with_lifeline, args=(runtime,), daemon=True).start()
    status = _wait_for(runtime)
    _end_descendants(runtime)
    if os.WIFSIGNALED(status):
        with suppress(OSError):  # SIGKILL has no handler
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(warden, os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def _become(command: list[str], warden: int) -> None:
    """Replace the forked process by the command, with only the rights of a Lambda function."""
    try:
        os.setsid()
        _prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != warden:
            os._exit(1)  # the warden ended before the signal was set
        if os.geteuid() == 0:
            # Without these rights, read-only files are read-only for root too.
            for capability in range(CAPABILITIES):
                if capability != CAP_DAC_READ_SEARCH:
                    _prctl(DROP_FROM_BOUNDING_SET, capability)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.execv(command[0], command)  # noqa: S606 - a list of words needs no shell
    finally:
        os._exit(127)


def _prctl(option: int, argument: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, argument, 0, 0, 0)


def _end_with_lifeline(runtime: int) -> None:
    sys.stdin.buffer.read()
    with suppress(ProcessLookupError):
        os.kill(runtime, signal.SIGKILL)


def _wait_for(runtime: int) -> int:
    """Collect the exit status of every child, and return that of the command."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == runtime:
            return status


def _end_descendants(runtime: int) -> None:
    while True:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(runtime, signal.SIGKILL)
        for pid in descendants(os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.002)  # a killed process needs a moment to end


if __name__ == "__main__":
    main(sys.argv[1:])
