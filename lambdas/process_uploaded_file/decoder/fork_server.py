"""The process that decoders are forked from: a program of its own, started with nothing but a socket.

It loads every codec once and forks for each file: a fork takes a millisecond, a start a hundred. It never
reads a file itself, and a decoder reads one and ends, so nothing of one file reaches the next.
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

CONTROL = 0  # the descriptor of the function's socket, given in place of the standard input


def main() -> None:
    """Fork a decoder at each request, one after another, until the function is gone."""
    told = json.loads(sys.argv[2])
    os.closerange(CONTROL + 3, os.sysconf("SC_OPEN_MAX"))  # what the function may have left open
    control = socket.socket(fileno=CONTROL)
    try:
        job = import_module(told["job"])
        job.load(told["settings"])
    except Exception as error:  # noqa: BLE001 - whatever it is, the function has to hear of it
        control.sendall(FAILED + f"{type(error).__name__}: {error}".encode())
        return
    prctl.die_with_parent()
    prctl.become_unreadable()
    gc.freeze()  # or a collection in a decoder would write to, and so copy, all that was loaded
    gc.enable()
    most_address_space = guards.address_space() + told["memory_bytes"]
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, len(START), 1)
        if not message:
            return
        decoder = os.fork()
        if decoder == 0:
            _decode_one_file(job, descriptors[0], most_address_space)
        os.close(descriptors[0])
        _, status, used = os.wait4(decoder, 0)
        ending = Ending(status, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
        control.sendall(ENDED + ending.packed())


def _decode_one_file(job: Any, channel: int, most_address_space: int) -> NoReturn:
    """Be a decoder: shut oneself in, read one file, answer, and end."""
    os.dup2(channel, CONTROL)
    os.closerange(CONTROL + 1, channel + 1)
    function = socket.socket(fileno=CONTROL)
    try:
        function.sendall(GUARDS.pack(guards.put_up(most_address_space).value))
        head = function.recv(REQUEST.size, socket.MSG_WAITALL)
        if len(head) < REQUEST.size:  # the function is gone
            os._exit(0)
        request_length, file_length = REQUEST.unpack(head)
        request = function.recv(request_length, socket.MSG_WAITALL)
        content = function.recv(file_length, socket.MSG_WAITALL)
        answer = job.answer(request, content)
        function.sendall(ANSWER.pack(len(answer)) + answer)
        os.close(CONTROL)  # so that the function need not wait until all memory is taken apart
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:  # noqa: BLE001 - nothing may return from here into the fork server's loop
        os._exit(PROGRAM_ERROR)
    os._exit(0)
