"""The fork server: a separate program from which decoders are forked. It inherits only a socket.

It loads every codec once and forks a decoder for each file: a fork takes 1 ms, a new process 100 ms. The fork
server never reads an uploaded file. Each decoder reads one and ends, so no data of one file reaches the next.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from importlib import import_module
from typing import Any, NoReturn

from decoder import guards, prctl
from decoder.wire import (
    ANSWER,
    ENDED,
    FAILED,
    GUARDS,
    OUT_OF_MEMORY,
    PROGRAM_ERROR,
    REQUEST,
    START,
    Ending,
)

CONTROL = 0  # file descriptor of the socket to the function, passed as standard input


def main() -> None:
    """Fork one decoder per request, one after another, until the function closes its socket."""
    told = json.loads(sys.argv[2])
    os.closerange(CONTROL + 3, os.sysconf("SC_OPEN_MAX"))  # descriptors that the function may have left open
    control = socket.socket(fileno=CONTROL)
    try:
        job = import_module(told["job"])
        job.load(told["settings"])
    except Exception as error:  # noqa: BLE001 - report any error to the function
        control.sendall(FAILED + f"{type(error).__name__}: {error}".encode())
        return
    prctl.die_with_parent()
    prctl.become_unreadable()
    gc.freeze()  # else a collection in a decoder would write to every loaded object, and so copy its page
    gc.enable()
    max_address_space = guards.address_space() + told["memory_bytes"]
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, len(START), 1)
        if not message:
            return
        decoder = os.fork()
        if decoder == 0:
            _decode_one_file(job, descriptors[0], max_address_space)
        os.close(descriptors[0])
        _, status, used = os.wait4(decoder, 0)
        ending = Ending(status, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
        control.sendall(ENDED + ending.packed())


def _decode_one_file(job: Any, channel: int, max_address_space: int) -> NoReturn:
    """Run as a decoder: restrict this process, read one file, send the answer, and exit."""
    os.dup2(channel, CONTROL)
    os.closerange(CONTROL + 1, channel + 1)
    function = socket.socket(fileno=CONTROL)
    try:
        function.sendall(GUARDS.pack(guards.restrict_process(max_address_space).value))
        head = function.recv(REQUEST.size, socket.MSG_WAITALL)
        if len(head) < REQUEST.size:  # the function closed its socket
            os._exit(0)
        request_length, file_length = REQUEST.unpack(head)
        request = function.recv(request_length, socket.MSG_WAITALL)
        content = function.recv(file_length, socket.MSG_WAITALL)
        answer = job.answer(request, content)
        function.sendall(ANSWER.pack(len(answer)) + answer)
        os.close(CONTROL)  # the function need not wait until the kernel has freed this process's memory
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:  # noqa: BLE001 - this process must never return into the fork server's loop
        os._exit(PROGRAM_ERROR)
    os._exit(0)
