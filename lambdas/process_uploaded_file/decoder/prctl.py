"""Calls of Linux's `prctl`. They return False if the system refuses them, as AWS Lambda's sandbox may."""

from __future__ import annotations

import ctypes
import signal

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_LIBC = ctypes.CDLL(None)


def become_unreadable() -> bool:
    """Prevent other processes of the same user from reading this one's memory, environment and core dump."""
    return _prctl(_SET_DUMPABLE, 0)


def die_with_parent() -> bool:
    """Have the kernel end this process when its parent ends."""
    return _prctl(_SET_PDEATHSIG, signal.SIGKILL)


def gain_no_privileges() -> bool:
    """Prevent this process from gaining privileges by running a program, such as a setuid one."""
    return _prctl(_SET_NO_NEW_PRIVS, 1)


def filter_system_calls(program: ctypes.Structure) -> bool:
    """Apply the seccomp filter `program`, a `struct sock_fprog`, to every later system call."""
    return _prctl(_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def _prctl(option: int, *arguments: int) -> bool:
    padded = [*arguments, 0, 0, 0, 0][:4]
    result: int = _LIBC.prctl(option, *map(ctypes.c_ulong, padded))
    return result == 0
