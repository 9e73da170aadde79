"""Find and end everything that a stack started, however its starter ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

MARK = "IMAGE_UPLOADER_STACK"
"""Environment variable with the stack's folder: every child and grandchild inherits it, so that a
process is known by what started it, and never by a name or a number that another may have too."""


def of(folder: Path) -> list[int]:
    """Return the ids of the living processes that belong to the stack in `folder`."""
    wanted = f"{MARK}={folder}"
    proc = Path("/proc/self/environ")
    return _from_proc(wanted) if proc.exists() else _from_ps(wanted)


def remove(folder: Path) -> None:
    """Remove a folder and all below it, whatever is read-only in it; one that is not there is fine."""
    for path, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(path).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _from_proc(wanted: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if wanted.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))  # a zombie's environment is empty
        except OSError:
            continue  # another user's, or gone by now
    return found


def _from_ps(wanted: str) -> list[int]:
    """Where there is no /proc (macOS), `ps -E` shows the environment behind the command."""
    lines = subprocess.run(
        ["ps", "-axEww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    numbered = (line.split(None, 1) for line in lines)
    return [
        int(parts[0])
        for parts in numbered
        if len(parts) == 2 and wanted in parts[1].split() and int(parts[0]) != os.getpid()
    ]


def end(folder: Path, seconds: float = 10) -> None:
    """End every process of the stack in `folder`; its state is in memory and worth nothing without it.

    Raises TimeoutError when one is still there after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while left := of(folder):
        if time.monotonic() > deadline:
            raise TimeoutError(f"These processes did not end: {left}")
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)  # a killed process takes a moment to go
