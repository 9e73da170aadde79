"""Finds and ends all processes of a stack, even if the program that started them was killed."""

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
process is identified by its stack, never by a name or an id that another process may have."""


def of(folder: Path) -> list[int]:
    """Return the ids of the running processes of the stack in `folder`."""
    wanted = f"{MARK}={folder}"
    proc = Path("/proc/self/environ")
    return _from_proc(wanted) if proc.exists() else _from_ps(wanted)


def remove(folder: Path) -> None:
    """Remove a folder and its content, also if parts are read-only; it need not exist."""
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
            continue  # another user's process, or one that has ended
    return found


def _from_ps(wanted: str) -> list[int]:
    """The same without /proc (macOS): `ps -E` prints the environment after the command."""
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
    """End every process of the stack in `folder`. Its state, which is in memory, is lost.

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
