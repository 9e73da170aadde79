"""A limit on memory that the system keeps, for decoders that no header can bound.

An AVIF says its size twice, and its decoder believes the other one: three kilobytes that say 16 x 16 pixels
can hold a frame of 16,000 x 16,000. With the limit its allocation fails, and that is a broken file like any
other.
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
