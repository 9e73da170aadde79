"""Makes thumbnails in a process without credentials, and decides whether the file caused a failure."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from decoder.guards import PROCESSOR_SECONDS, REQUIRED, Guard
from decoder.messages import InvalidResultError, checked_result, encoded_request
from decoder.prctl import become_unreadable
from decoder.process import (
    MAX_ANSWER_BYTES,
    BadAnswerError,
    DecoderTimeoutError,
    DecoderUnavailableError,
    ForkServer,
    NoAnswerError,
)
from decoder.wire import OUT_OF_MEMORY, Ending
from images.content_types import content_type_of
from images.decoding.rejected_image import ImageProblem
from images.interface import ImageLimits, ProcessedImage, Rejection, WantedThumbnail

SECONDS_AFTER_DECODING = 10  # of the function's time, for storing the thumbnail and recording the item
MAX_SECONDS = 120.0  # for one decoding, if the function's remaining time is unknown

_CRASHES = frozenset(
    (
        signal.SIGSEGV,
        signal.SIGBUS,
        signal.SIGABRT,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGSYS,
        signal.SIGTRAP,
    )
)


@dataclass(frozen=True, slots=True)
class Decoding:
    """Measurements of one file's decoding.

    Attributes:
        milliseconds: wall-clock time.
        peak_bytes: the decoder's peak resident memory; None if unknown.
        was_killed: whether a signal, this process or the memory limit ended the decoder.
    """

    milliseconds: float
    peak_bytes: int | None
    was_killed: bool


class Decoder:
    """Makes thumbnails in a separate process for each file.

    In Lambda, a file is decoded only if all required guards hold.
    """

    def __init__(self, limits: ImageLimits, job: str = "decoder.job") -> None:
        """Start a process that loads the decoders of the allowed types. Do not wait for it."""
        settings = {"content_types": sorted(limits.allowed_content_types)}
        self._server = ForkServer(job, settings, limits.memory_bytes)
        self._is_readable = not become_unreadable()
        self._ends_at: float | None = None
        self._milliseconds: float | None = None
        self._timed_out = False

    def end_within(self, seconds: float) -> None:
        """Set the function's remaining time. Decoding ends `SECONDS_AFTER_DECODING` before its end."""
        self._ends_at = time.monotonic() + seconds - SECONDS_AFTER_DECODING

    def state(self) -> dict[str, object]:
        """Return the fields to log at start: the guards that hold, and those that are missing."""
        try:
            held = self._guards()
        except DecoderUnavailableError as error:
            return {"level": "ERROR", "cause": str(error)}
        missing = [str(guard.name).lower() for guard in ~held]
        if self._is_readable:
            missing.append("function_being_read")
        level = "INFO" if REQUIRED in held else "ERROR"
        return {"level": level, "guards": [str(guard.name).lower() for guard in held], "missing": missing}

    def prepare(self) -> None:
        """Fork a decoder now, so that it waits for the next file."""
        self._server.prepare()

    def make_thumbnails(
        self, content: bytes, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
    ) -> ProcessedImage | Rejection:
        """Return the thumbnails of an uploaded file, or the reason for its rejection.

        Raises:
            DecoderTimeoutError, DecoderUnavailableError: the file is not at fault; a retry may succeed.
        """
        content_type = content_type_of(content)
        missing = REQUIRED & ~self._guards()
        if missing and "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            raise DecoderUnavailableError(f"Required guards of the decoder are missing: {missing.name}.")
        started = time.monotonic()
        seconds = MAX_SECONDS if self._ends_at is None else self._ends_at - started
        self._timed_out = False
        try:
            request, max_bytes = encoded_request(limits, wanted), len(wanted) * MAX_ANSWER_BYTES
            answer = self._server.ask(request, content, seconds, max_bytes)
            return checked_result(answer, content_type, limits, wanted)
        except DecoderTimeoutError:
            self._timed_out = True
            raise
        except (BadAnswerError, InvalidResultError):
            return Rejection(ImageProblem.DECODER_CRASHED, content_type)
        except NoAnswerError as error:
            problem = problem_of_ending(error.ending)
            if problem is None:
                raise DecoderUnavailableError(f"A decoder ended: {error}.") from error
            return Rejection(problem, content_type)
        finally:
            self._milliseconds = (time.monotonic() - started) * 1000

    def last_decoding(self) -> Decoding | None:
        """Return the measurements of the last file, once; None if no file was decoded since the last call.

        Waits for the decoder's end. Usually it has ended already, while its thumbnails were stored.
        """
        milliseconds, self._milliseconds = self._milliseconds, None
        if milliseconds is None:
            return None
        ending = self._server.ended()
        was_killed = self._timed_out or (ending is not None and _was_killed(ending))
        return Decoding(milliseconds, ending.peak_bytes if ending else None, was_killed)

    def _guards(self) -> Guard:
        return Guard(self._server.guards())


class InProcessDecoder:
    """Makes thumbnails in this process: for developers' machines that do not run Linux."""

    def end_within(self, seconds: float) -> None:
        """Do nothing, because there is no time limit here."""

    def state(self) -> dict[str, object]:
        """Return the fields to log at start."""
        return {
            "level": "WARNING",
            "cause": f"{sys.platform} has no guards: files are decoded in this process.",
        }

    def prepare(self) -> None:
        """Do nothing, because there is no process to start."""

    def make_thumbnails(
        self, content: bytes, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
    ) -> ProcessedImage | Rejection:
        """Return the thumbnails of an uploaded file, or the reason for its rejection."""
        from images.thumbnails import make_thumbnails  # imported here: on Linux only decoders need Pillow

        return make_thumbnails(content, limits, wanted)

    def last_decoding(self) -> Decoding | None:
        """Return None, because nothing is measured here."""
        return None


def start_decoder(limits: ImageLimits) -> Decoder | InProcessDecoder:
    """Return the decoder for this machine: on Linux in separate processes, elsewhere in this one."""
    return Decoder(limits) if sys.platform == "linux" else InProcessDecoder()


def _was_killed(ending: Ending) -> bool:
    return os.WIFSIGNALED(ending.status) or os.waitstatus_to_exitcode(ending.status) == OUT_OF_MEMORY


def problem_of_ending(ending: Ending) -> ImageProblem | None:
    """Return the file's problem if the file made its decoder end; None if something else did."""
    if os.WIFEXITED(ending.status):
        # 0: the decoder ended normally, but its answer was incomplete.
        code = os.WEXITSTATUS(ending.status)
        return {0: ImageProblem.DECODER_CRASHED, OUT_OF_MEMORY: ImageProblem.TOO_MUCH_MEMORY}.get(code)
    by = os.WTERMSIG(ending.status)
    if by == signal.SIGXCPU or (by == signal.SIGKILL and ending.processor_seconds >= PROCESSOR_SECONDS):
        return ImageProblem.TOO_SLOW
    return ImageProblem.DECODER_CRASHED if by in _CRASHES else None
