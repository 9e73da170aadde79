"""The function's side of the fork server: starts it, sends it requests, enforces timeouts, restarts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress

from decoder.wire import ANSWER, ENDED, ENDING_BYTES, GUARDS, REQUEST, START, Ending

MAX_ANSWER_BYTES = 16 * 1024 * 1024  # per thumbnail: 2,048 x 2,048 pixels of 4 bytes, uncompressed
SECONDS_TO_START = 20  # loading the codecs takes 0.1 s on one full processor
SECONDS_TO_END = 2  # from the closing of a decoder's socket to its end

# Loading frees no objects, so garbage collection would only waste 10 % of the start's time.
_BOOT = (
    "import gc, sys; gc.disable(); sys.path[:] = sys.argv[1].split('\\n'); "
    "from decoder.fork_server import main; main()"
)


class DecoderUnavailableError(Exception):
    """No decoder could start, or one ended and the file was not the cause. A retry may succeed."""


class DecoderTimeoutError(Exception):
    """The wall-clock timeout ended a decoder before its processor-time limit did. A retry may succeed."""


class BadAnswerError(Exception):
    """A decoder's answer has an impossible length."""


class NoAnswerError(Exception):
    """A decoder ended without a complete answer; `ending` says how it ended."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(f"wait status {ending.status} after {ending.processor_seconds:.2f} s")
        self.ending = ending


class ForkServer:
    """A fork server and its next decoder, which already waits for a file.

    Not thread-safe. The fork server ends with this object or with this process.

    Attributes:
        last_ending: how the last decoder ended; None if that is not yet known.
    """

    def __init__(self, job: str, settings: object, memory_bytes: int) -> None:
        """Start the fork server; do not wait for it.

        Args:
            job: name of a module with `load(settings)` and `answer(request, content)`.
            settings: a JSON value for `load`.
            memory_bytes: address space that a decoder may use in addition to the loaded code.
        """
        told = {"job": job, "settings": settings, "memory_bytes": memory_bytes}
        self.last_ending: Ending | None = None
        self._pid = 0
        self._arguments = ["\n".join(sys.path), json.dumps(told)]
        self._held: int | None = None  # guards of the waiting decoder; None until it has sent them
        self._channel: socket.socket | None = None  # this process's end of the socket to the waiting decoder
        self._start()

    def guards(self, seconds: float = SECONDS_TO_START) -> int:
        """Wait for the next decoder and return its guards, as the integer value of a `Guard`.

        Raises:
            DecoderUnavailableError: no decoder started, even after a restart of the fork server.
        """
        if self._held is None:
            try:
                self._held = self._await_decoder(seconds)
            except DecoderUnavailableError:
                self.close()
                self._start()
                self._held = self._await_decoder(seconds)
        return self._held

    def prepare(self) -> None:
        """Ask the fork server for the next decoder; do not wait for it."""
        if self._pid and self._channel is None:
            self._channel, theirs = socket.socketpair()
            # If the fork server is dead, the next read finds the closed socket.
            with theirs, suppress(OSError):
                socket.send_fds(self._control, [START], [theirs.fileno()])

    def ask(self, request: bytes, content: bytes, seconds: float, max_bytes: int = MAX_ANSWER_BYTES) -> bytes:
        """Send a request and a file to a new decoder, and return its answer.

        Args:
            request: encoded for the job's `answer`.
            content: the file.
            seconds: wall-clock timeout.
            max_bytes: the longest accepted answer.

        Raises:
            BadAnswerError: the answer's length is impossible.
            NoAnswerError: the decoder ended without an answer.
            DecoderTimeoutError: no answer in time; the decoder was killed.
            DecoderUnavailableError: no decoder could start.
        """
        ends_at = time.monotonic() + seconds
        self.guards(min(seconds, SECONDS_TO_START))
        channel, self._channel, self._held = self._channel, None, None
        assert channel  # noqa: S101 - its guards were just read
        self._is_ending_due, self.last_ending = True, None
        with channel:
            try:
                answer = _answer(channel, request, content, ends_at, max_bytes)
            except TimeoutError:
                self.close()
                raise DecoderTimeoutError(f"There was no thumbnail after {seconds:.1f} s.") from None
        if answer is None:
            raise NoAnswerError(self._ending())
        return answer

    def ended(self) -> Ending | None:
        """Wait for the end of the last decoder and return it; None if this process killed the decoder."""
        if self._pid and self._is_ending_due:
            with suppress(DecoderUnavailableError):
                self._ending()
        return self.last_ending

    def close(self) -> None:
        """Kill the fork server and its decoder."""
        if self._pid:
            self._control.close()
            if self._channel:
                self._channel.close()
            os.killpg(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid, self._channel, self._held = 0, None, None

    def __del__(self) -> None:
        self.close()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._pid = self._spawn(theirs.fileno())
            except OSError:
                ours.close()
                raise
        self._control, self._is_ending_due = ours, False
        self.prepare()

    def _spawn(self, control: int) -> int:
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", _BOOT, *self._arguments],
            # No credentials: the only variable is the path at which Lambda's Python finds its own library.
            {"LD_LIBRARY_PATH": f"{sys.base_prefix}/lib"},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, control, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,  # a new process group, so that one signal kills it and its decoder
        )

    def _await_decoder(self, seconds: float) -> int:
        try:
            if not self._pid:
                self._start()
            self.prepare()
            if self._is_ending_due:
                self._ending()
            waiting = self._channel
            guards = _received(waiting, GUARDS.size, time.monotonic() + seconds) if waiting else None
        except TimeoutError:
            raise DecoderUnavailableError(f"No decoder started within {seconds:.1f} s.") from None
        if guards is None:
            raise DecoderUnavailableError(self._start_error())
        value: int = GUARDS.unpack(guards)[0]
        return value

    def _ending(self) -> Ending:
        """Wait for the last decoder's end, and return how it ended. Kill it if it does not end in time."""
        self._is_ending_due = False
        try:
            ending = _received(self._control, len(ENDED) + ENDING_BYTES, time.monotonic() + SECONDS_TO_END)
        except TimeoutError:
            self.close()
            raise DecoderUnavailableError("A decoder closed its socket but did not end.") from None
        if ending is None:
            self.close()
            raise DecoderUnavailableError("The fork server ended with its decoder.")
        self.last_ending = Ending.unpacked(ending[len(ENDED) :])
        return self.last_ending

    def _start_error(self) -> str:
        """Return a sentence that says why the fork server ended."""
        try:
            self._control.settimeout(SECONDS_TO_END)
            words = self._control.recv(4096)[1:].decode(errors="replace")
        except OSError:
            words = ""
        return f"The fork server ended. {words}"


def _answer(
    channel: socket.socket, request: bytes, content: bytes, ends_at: float, max_bytes: int
) -> bytes | None:
    try:
        for part in (REQUEST.pack(len(request), len(content)) + request, content):
            channel.settimeout(_left(ends_at))
            channel.sendall(part)
    except ConnectionError:
        return None
    head = _received(channel, ANSWER.size, ends_at)
    if head is None:
        return None
    (length,) = ANSWER.unpack(head)
    if not 0 < length <= max_bytes:
        raise BadAnswerError(f"{length} bytes")
    answer = _received(channel, length, ends_at)
    if _received(channel, 1, ends_at):
        raise BadAnswerError(f"more than {length} bytes")
    return answer


def _received(source: socket.socket, length: int, ends_at: float) -> bytes | None:
    """Return exactly `length` bytes; None if the socket closes before. Raises TimeoutError at `ends_at`."""
    parts, missing = [], length
    while missing:
        source.settimeout(_left(ends_at))
        try:
            part = source.recv(missing)
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
