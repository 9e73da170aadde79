"""A seccomp filter: allows the system calls that a decoder needs, and refuses all others with EPERM.

A decoder reads its file, allocates and frees memory, writes its answer and exits. The filter refuses the
rest: opening files or sockets, processes, signals, and access to another process's memory.
"""

from __future__ import annotations

import ctypes
import os
import struct

from decoder.prctl import filter_system_calls

# Kernel numbers: of each architecture (AUDIT_ARCH in linux/audit.h), and of its system calls.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigreturn": 15, "sched_yield": 24, "mremap": 25, "madvise": 28, "sendto": 44, "recvfrom": 45,
        "exit": 60, "gettimeofday": 96, "futex": 202, "restart_syscall": 219, "clock_gettime": 228,
        "exit_group": 231, "getrandom": 318,
    },
    "aarch64": {
        "close": 57, "read": 63, "write": 64, "exit": 93, "exit_group": 94, "futex": 98,
        "clock_gettime": 113, "sched_yield": 124, "restart_syscall": 128, "rt_sigreturn": 139,
        "gettimeofday": 169, "sendto": 206, "recvfrom": 207, "brk": 214, "munmap": 215, "mremap": 216,
        "mmap": 222, "mprotect": 226, "madvise": 233, "getrandom": 278,
    },
}  # fmt: skip

# Classic BPF: load a word of `struct seccomp_data`, compare, return.
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def allow_only_decoding() -> bool:
    """Apply the filter to this process permanently; return whether the kernel accepted it."""
    machine = os.uname().machine
    if machine not in ALLOWED:
        return False
    instructions = ctypes.create_string_buffer(program_for(machine))
    program = _Program((len(instructions) - 1) // 8, ctypes.addressof(instructions))
    return filter_system_calls(program)


def program_for(machine: str) -> bytes:
    """Return the filter for an architecture (`x86_64` or `aarch64`), as BPF instructions of 8 bytes each."""
    numbers = ALLOWED[machine].values()
    left = len(numbers)
    program = [
        _instruction(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _instruction(_JUMP_IF_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _instruction(_RETURN, 0, 0, _REFUSE),
        _instruction(_LOAD, 0, 0, _NUMBER_AT),
        *(_instruction(_JUMP_IF_EQUAL, left - index, 0, number) for index, number in enumerate(numbers)),
        _instruction(_RETURN, 0, 0, _REFUSE),
        _instruction(_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(program)


def _instruction(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
