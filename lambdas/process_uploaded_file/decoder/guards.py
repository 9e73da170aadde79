"""What keeps a decoder in: limits that every process has, and more where the sandbox allows it."""

from __future__ import annotations

import os
import resource
from enum import Flag, auto
from pathlib import Path

from decoder.prctl import become_unreadable, die_with_parent, gain_no_privileges
from decoder.system_calls import allow_only_decoding

# The slowest honest image, a PNG of 48 megapixels, takes 1.4. A file that takes more is rejected for it.
PROCESSOR_SECONDS = 4


class Guard(Flag):
    """What a decoder cannot do."""

    FILES = auto()  # open a file, a socket or anything else that has a descriptor
    FILE_SIZE = auto()  # write into a file
    PROCESSOR_TIME = auto()
    MEMORY = auto()
    CORE_DUMPS = auto()
    PROCESSES = auto()  # start a process or a thread; by the limit, which root is exempt from, or the filter
    NEW_PRIVILEGES = auto()
    SYSTEM_CALLS = auto()  # any that decoding does not need, as signals and other processes' memory
    BEING_READ = auto()  # by others of its user
    OUTLIVING = auto()  # its parent, while it computes


REQUIRED = (
    Guard.FILES | Guard.FILE_SIZE | Guard.PROCESSOR_TIME | Guard.MEMORY | Guard.CORE_DUMPS | Guard.PROCESSES
)
"""Those that every unprivileged process has. The others need `prctl`, which AWS Lambda is known to refuse."""


def address_space() -> int:
    """Return the bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def put_up(most_address_space: int) -> Guard:
    """Restrict this process for good, and return what holds. It can open nothing and import nothing then."""
    held = Guard(0)
    for guard, limit, soft, hard in (
        (Guard.FILES, resource.RLIMIT_NOFILE, 0, 0),
        (Guard.FILE_SIZE, resource.RLIMIT_FSIZE, 0, 0),
        # At the first SIGXCPU, which no other event sends; a second later SIGKILL, for who ignores that.
        (Guard.PROCESSOR_TIME, resource.RLIMIT_CPU, PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1),
        (Guard.MEMORY, resource.RLIMIT_AS, most_address_space, most_address_space),
        (Guard.CORE_DUMPS, resource.RLIMIT_CORE, 0, 0),
        (Guard.PROCESSES, resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
        held |= guard
    if os.getuid() == 0:
        held &= ~Guard.PROCESSES
    for guard, put_up_one in (
        (Guard.BEING_READ, become_unreadable),
        (Guard.OUTLIVING, die_with_parent),
        (Guard.NEW_PRIVILEGES, gain_no_privileges),
        (Guard.SYSTEM_CALLS | Guard.PROCESSES, allow_only_decoding),  # the last: it refuses the others
    ):
        if put_up_one():
            held |= guard
    return held
