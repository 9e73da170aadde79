"""The fork server as the function sees it: started, asked, timed, and started again when it is dead."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress

from decoder.wire import ANSWER, ENDED, ENDING_BYTES, GUARDS, REQUEST, START, Ending

MOST_ANSWER_BYTES = 16 * 1024 * 1024  # the largest thumbnail there can be, not compressed
SECONDS_TO_START = 20  # loading the codecs takes a tenth of a second on a whole processor
SECONDS_TO_END = 2  # of a decoder that has closed its socket

# Nothing is freed while everything is loaded: looking for garbage meanwhile takes a tenth of the start.
_BOOT = (
    "import gc, sys; gc.disable(); sys.path[:] = sys.argv[1].split('\\n'); "
    "from decoder.fork_server import main; main()"
)


class DecoderUnavailableError(Exception):
    """No decoder could start, or one ended for no reason of its file's. Another attempt may succeed."""


class DecoderTimeoutError(Exception):
    """A decoder was ended because time ran out before its processor time did. Another attempt may succeed."""


class BadAnswerError(Exception):
    """A decoder gave an answer of a length that no answer has."""


class NoAnswerError(Exception):
    """A decoder ended, as `ending` says, without a whole answer."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(f"wait status {ending.status} after {ending.processor_seconds:.2f} s")
        self.ending = ending


class ForkServer:
    """A fork server, and its next decoder, which already waits for a file.

    Not for several threads. Ends when it is no longer referred to, and when this process ends.

    Attributes:
        last_ending: of the last decoder that is known to have ended.
    """

    def __init__(self, job: str, settings: object, memory_bytes: int) -> None:
        """Start to load `job`, a module with `load(settings)` and `answer(request, content)`; do not wait.

        A decoder may have `memory_bytes` of address space beyond what was loaded.
        """
        told = {"job": job, "settings": settings, "memory_bytes": memory_bytes}
        self.last_ending: Ending | None = None
        self._pid = 0
        self._arguments = ["\n".join(sys.path), json.dumps(told)]
        self._held: int | None = None  # the guards of the decoder that waits, once it has told them
        self._channel: socket.socket | None = None  # the end of the one that it shares with us
        self._start()

    def guards(self, seconds: float = SECONDS_TO_START) -> int:
        """Wait for the next decoder and return its guards, as a `Guard`'s value.

        Raises:
            DecoderUnavailableError: there is none, after a second attempt to start the fork server.
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
        """Have the next decoder forked, while something else is done."""
        if self._pid and self._channel is None:
            self._channel, theirs = socket.socketpair()
            # If the fork server is dead, nothing has the other end, and the next reading finds that.
            with theirs, suppress(OSError):
                socket.send_fds(self._control, [START], [theirs.fileno()])

    def ask(
        self, request: bytes, content: bytes, seconds: float, most_bytes: int = MOST_ANSWER_BYTES
    ) -> bytes:
        """Return the answer of a decoder of its own to a request about a file, at most `most_bytes` long.

        Raises:
            BadAnswerError: it is none.
            NoAnswerError: the decoder ended without one.
            DecoderTimeoutError: there was none after that many seconds of the clock.
            DecoderUnavailableError: there was no decoder.
        """
        ends_at = time.monotonic() + seconds
        self.guards(min(seconds, SECONDS_TO_START))
        channel, self._channel, self._held = self._channel, None, None
        assert channel  # noqa: S101 - its guards were just read
        self._is_ending_due, self.last_ending = True, None
        with channel:
            try:
                answer = _answer(channel, request, content, ends_at, most_bytes)
            except TimeoutError:
                self.close()
                raise DecoderTimeoutError(f"There was no thumbnail after {seconds:.1f} s.") from None
        if answer is None:
            raise NoAnswerError(self._ending())
        return answer

    def ended(self) -> Ending | None:
        """Wait for the end of the last decoder and return it; None where there was none of its own accord."""
        if self._pid and self._is_ending_due:
            with suppress(DecoderUnavailableError):
                self._ending()
        return self.last_ending

    def close(self) -> None:
        """End the fork server and its decoder at once."""
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
            # Nothing of ours but where Lambda's Python has its own library.
            {"LD_LIBRARY_PATH": f"{sys.base_prefix}/lib"},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, control, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,  # of its own, so that one signal ends it with its decoder
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
            raise DecoderUnavailableError(self._last_words())
        value: int = GUARDS.unpack(guards)[0]
        return value

    def _ending(self) -> Ending:
        """Return how the decoder ended that was the last to close its socket; if it does not end, end it."""
        self._is_ending_due = False
        try:
            ending = _received(self._control, len(ENDED) + ENDING_BYTES, time.monotonic() + SECONDS_TO_END)
        except TimeoutError:
            self.close()
            raise DecoderUnavailableError("A decoder closed its socket and did not end.") from None
        if ending is None:
            self.close()
            raise DecoderUnavailableError("The fork server ended with its decoder.")
        self.last_ending = Ending.unpacked(ending[len(ENDED) :])
        return self.last_ending

    def _last_words(self) -> str:
        """Return why the fork server ended."""
        try:
            self._control.settimeout(SECONDS_TO_END)
            words = self._control.recv(4096)[1:].decode(errors="replace")
        except OSError:
            words = ""
        return f"The fork server ended. {words}"


def _answer(
    channel: socket.socket, request: bytes, content: bytes, ends_at: float, most_bytes: int
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
    if not 0 < length <= most_bytes:
        raise BadAnswerError(f"{length} bytes")
    answer = _received(channel, length, ends_at)
    if _received(channel, 1, ends_at):
        raise BadAnswerError(f"more than {length} bytes")
    return answer


def _received(source: socket.socket, length: int, ends_at: float) -> bytes | None:
    """Return so many bytes, None if fewer come; raise TimeoutError after `ends_at`."""
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
