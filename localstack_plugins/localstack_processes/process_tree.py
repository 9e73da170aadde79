"""Finds the descendants of a process and their memory, on Linux. On other systems, it finds none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below `pid`, without `pid`; a dead one counts until it is reaped."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    # Each thread lists its own children.
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, listed.read_text().split())
    return found


def memory_bytes(pids: list[int]) -> int:
    """Return the memory of these processes; a page that several share counts once among them."""
    return sum(map(_proportional_bytes, pids))


def _proportional_bytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0  # the process has ended
