"""A job of the fork server that does on purpose what a taken-over decoder would try; see `prisoners.py`.

A request is JSON: the process to harm, where it keeps a secret, and a port that listens. An answer tells what
was got, or the name of the error.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import socket
import sys
import threading

from decoder import guards, prctl
from decoder.wire import ANSWER

LIBC = ctypes.CDLL(None, use_errno=True)
_PTRACE_ATTACH = 16
_files_seen = 0


def load(settings: dict[str, int]) -> None:
    """Refuse `prctl`, if the settings say so, as the sandbox of AWS Lambda does; set less processor time."""
    if settings.get("prctl_is_refused"):
        prctl._prctl = lambda *_: False
    guards.PROCESSOR_SECONDS = settings.get("processor_seconds", guards.PROCESSOR_SECONDS)


def answer(request: bytes, content: bytes) -> bytes:
    """Do the thing of that name."""
    told = json.loads(request)
    try:
        found = globals()[content.decode()](told)
    except MemoryError:
        raise
    except OSError as error:
        found = errno.errorcode[error.errno or 0]
    except (RuntimeError, ValueError) as error:
        found = str(error)
    return repr(found).encode()


def _called(name: str, *arguments: object) -> int:
    result: int = getattr(LIBC, name)(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def crash(_: object) -> None:
    ctypes.string_at(0)


def abort(_: object) -> None:
    os.abort()


def loop(_: object) -> None:
    while True:
        pass


def allocate(_: object) -> None:
    held = []
    while True:
        held.append(bytes(1024 * 1024))


def wait(_: object) -> None:
    os.read(0, 1)  # nobody sends any more


def end_with_an_error(_: object) -> None:
    raise ZeroDivisionError


def answer_too_much(_: object) -> None:
    os.write(0, ANSWER.pack(4) + b"this and more")
    os._exit(0)


def announce_too_much(_: object) -> None:
    length = 17 * 1024 * 1024
    os.write(0, ANSWER.pack(length) + bytes(length))
    os._exit(0)


def answer_half(_: object) -> None:
    os.write(0, ANSWER.pack(100) + b"half")
    os._exit(0)


def answer_and_stay(_: object) -> None:
    os.write(0, ANSWER.pack(4) + b"done")
    os.close(0)
    while True:
        pass


def count_files(_: object) -> int:
    global _files_seen
    _files_seen += 1
    return _files_seen


def list_descriptors(_: object) -> list[int]:
    return [number for number in range(100) if not _is_closed(number)]


def _is_closed(number: int) -> bool:
    try:
        os.read(number, 0)
    except OSError as error:
        return error.errno == errno.EBADF
    return False


def read_own_environment(_: object) -> list[str]:
    return sorted(os.environ)


def open_own_environment(_: object) -> int:
    return os.open("/proc/self/environ", os.O_RDONLY)


def open_a_file(_: object) -> int:
    return os.open("/etc/passwd", os.O_RDONLY)


def make_a_file(_: object) -> int:
    return os.open("made-by-a-decoder", os.O_CREAT | os.O_WRONLY)


def open_functions_environment(told: dict[str, int]) -> int:
    return os.open(f"/proc/{told['pid']}/environ", os.O_RDONLY)


def open_functions_memory(told: dict[str, int]) -> int:
    return os.open(f"/proc/{told['pid']}/mem", os.O_RDWR)


def open_fork_servers_memory(_: object) -> int:
    return os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR)


def ask_the_runtime_api(told: dict[str, int]) -> bytes:
    with socket.socket() as connection:
        connection.connect(("127.0.0.1", told["port"]))
        return connection.recv(100)


def make_a_socket(_: object) -> int:
    return socket.socket(socket.AF_UNIX).fileno()


def fork(_: object) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def start_a_thread(_: object) -> None:
    threading.Thread(target=list).start()


def execute(_: object) -> None:
    os.execv(  # noqa: S606 - it must fail
        sys.executable, [sys.executable, "-c", "import os; os.write(0, b'executed')"]
    )


def raise_limits(_: object) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))


class _Span(ctypes.Structure):
    _fields_ = (("address", ctypes.c_void_p), ("length", ctypes.c_size_t))


def read_functions_memory(told: dict[str, int]) -> bytes:
    found = ctypes.create_string_buffer(8)
    here, there = _Span(ctypes.addressof(found), 8), _Span(told["secret_at"], 8)
    _called("process_vm_readv", told["pid"], ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    return found.raw


def trace_the_function(told: dict[str, int]) -> int:
    return _called("ptrace", _PTRACE_ATTACH, told["pid"], 0, 0)


def kill_the_function(told: dict[str, int]) -> None:
    os.kill(told["pid"], signal.SIGKILL)


def kill_the_fork_server(_: object) -> None:
    os.kill(os.getppid(), signal.SIGKILL)


def limit_the_function(told: dict[str, int]) -> None:
    resource.prlimit(told["pid"], resource.RLIMIT_CPU, (1, 1))
