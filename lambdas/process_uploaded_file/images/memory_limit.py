"""A limit on memory that the system keeps, for a decoder whose memory a stranger's numbers decide.

An AVIF's decoder believes the stream inside, whatever its container says: three kilobytes can hold a frame of
16,000 x 16,000. We read that size first (`av1_frame`); should the decoder ever read another one, then its
allocation fails, and that is a broken file like any other.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OVERHEAD_BYTES = 64 * 1024 * 1024  # stacks of a decoder's threads and what malloc takes in advance
_DATA_PAGES = 5  # of the numbers in statm


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Let allocations fail that would take more than that many bytes beyond what the process has now.

    Only Linux tells what a process has; elsewhere, on a developer's machine, nothing is limited.
    """
    statm = Path("/proc/self/statm")
    if not statm.exists():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    now = int(statm.read_text().split()[_DATA_PAGES]) * resource.getpagesize()
    limit = now + more + _OVERHEAD_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (limit if soft < 0 else min(soft, limit), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
