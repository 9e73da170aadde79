"""Restricts a decoder's process: resource limits everywhere, further guards where the sandbox allows them."""

from __future__ import annotations

import os
import resource
from enum import Flag, auto
from pathlib import Path

from decoder.prctl import become_unreadable, die_with_parent, gain_no_privileges
from decoder.system_calls import allow_only_decoding

# The slowest real image, a PNG of 48 megapixels, takes 1.4 s. A file that takes 4 s is rejected.
PROCESSOR_SECONDS = 4


class Guard(Flag):
    """A restriction on a decoder's process. Each member is named after what it limits or prevents."""

    FILES = auto()  # it cannot open a file, a socket or any other descriptor
    FILE_SIZE = auto()  # it cannot write to a file
    PROCESSOR_TIME = auto()
    MEMORY = auto()
    CORE_DUMPS = auto()
    PROCESSES = auto()  # no new process or thread; the limit does not bind root, the filter does
    NEW_PRIVILEGES = auto()
    SYSTEM_CALLS = auto()  # only those that decoding needs: no signals, no other process's memory
    BEING_READ = auto()  # other processes of its user cannot read its memory
    OUTLIVING = auto()  # it ends with its parent


REQUIRED = (
    Guard.FILES | Guard.FILE_SIZE | Guard.PROCESSOR_TIME | Guard.MEMORY | Guard.CORE_DUMPS | Guard.PROCESSES
)
"""Guards that every unprivileged process can set. The others need `prctl`, which AWS Lambda may refuse."""


def address_space() -> int:
    """Return the size of this process's address space in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def restrict_process(max_address_space: int) -> Guard:
    """Restrict this process permanently. Afterwards it can open no file and import no module.

    Args:
        max_address_space: in bytes.

    Returns:
        The guards that hold.
    """
    held = Guard(0)
    for guard, limit, soft, hard in (
        (Guard.FILES, resource.RLIMIT_NOFILE, 0, 0),
        (Guard.FILE_SIZE, resource.RLIMIT_FSIZE, 0, 0),
        # The soft limit sends SIGXCPU, which has no other cause. If it is ignored, SIGKILL follows 1 s later.
        (Guard.PROCESSOR_TIME, resource.RLIMIT_CPU, PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1),
        (Guard.MEMORY, resource.RLIMIT_AS, max_address_space, max_address_space),
        (Guard.CORE_DUMPS, resource.RLIMIT_CORE, 0, 0),
        (Guard.PROCESSES, resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
        held |= guard
    if os.getuid() == 0:
        held &= ~Guard.PROCESSES
    for guard, apply in (
        (Guard.BEING_READ, become_unreadable),
        (Guard.OUTLIVING, die_with_parent),
        (Guard.NEW_PRIVILEGES, gain_no_privileges),
        (Guard.SYSTEM_CALLS | Guard.PROCESSES, allow_only_decoding),  # last, because it refuses prctl
    ):
        if apply():
            held |= guard
    return held
