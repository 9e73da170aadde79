"""A limit on memory that the system enforces, for decoders that allocate what a number in the file says.

An AVIF's decoder uses the size in the AV1 stream, whatever the container says: three kilobytes can hold a
frame of 16,000 x 16,000. `av1_frame` reads that size first. If the decoder reads another one, its allocation
fails, and the file counts as damaged.
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
    """Let allocations fail beyond `more` bytes on top of what the process has now.

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
