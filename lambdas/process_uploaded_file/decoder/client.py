"""Thumbnails made in a process that holds no credentials, and whose fault it is if there are none."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from decoder.guards import PROCESSOR_SECONDS, REQUIRED, Guard
from decoder.messages import UnbelievableResultError, checked_result, encoded_request
from decoder.prctl import become_unreadable
from decoder.process import (
    MOST_ANSWER_BYTES,
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

SECONDS_FOR_THE_REST = 10  # of the function's time: storing the thumbnail and recording the item
MOST_SECONDS = 120.0  # where nobody says how much time there is

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
    """What it took to make the thumbnails of one file.

    Attributes:
        milliseconds: of the clock.
        peak_bytes: the most memory that the decoder had resident; None where that is not known.
        was_killed: whether the kernel or this process ended it, or a limit on its memory did.
    """

    milliseconds: float
    peak_bytes: int | None
    was_killed: bool


class Decoder:
    """Makes thumbnails in processes of their own, one for each file.

    In Lambda a file is decoded behind all required guards, or not at all.
    """

    def __init__(self, limits: ImageLimits, job: str = "decoder.job") -> None:
        """Start to load what decodes the allowed types; do not wait."""
        settings = {"content_types": sorted(limits.allowed_content_types)}
        self._server = ForkServer(job, settings, limits.memory_bytes)
        self._is_readable = not become_unreadable()
        self._ends_at: float | None = None
        self._milliseconds: float | None = None
        self._timed_out = False

    def end_within(self, seconds: float) -> None:
        """Take so much of that time that enough is left for what follows."""
        self._ends_at = time.monotonic() + seconds - SECONDS_FOR_THE_REST

    def state(self) -> dict[str, object]:
        """Return what to log at the start: the guards that hold, and those that do not."""
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
        """Have a decoder wait for the next file."""
        self._server.prepare()

    def make_thumbnails(
        self, content: bytes, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
    ) -> ProcessedImage | Rejection:
        """Return the thumbnails of an uploaded file, or why the file gets none.

        Raises:
            DecoderTimeoutError, DecoderUnavailableError: another attempt may succeed.
        """
        content_type = content_type_of(content)
        missing = REQUIRED & ~self._guards()
        if missing and "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            raise DecoderUnavailableError(f"Nothing is decoded without these guards: {missing.name}.")
        started = time.monotonic()
        seconds = MOST_SECONDS if self._ends_at is None else self._ends_at - started
        self._timed_out = False
        try:
            request, most_bytes = encoded_request(limits, wanted), len(wanted) * MOST_ANSWER_BYTES
            answer = self._server.ask(request, content, seconds, most_bytes)
            return checked_result(answer, content_type, limits, wanted)
        except DecoderTimeoutError:
            self._timed_out = True
            raise
        except (BadAnswerError, UnbelievableResultError):
            return Rejection(ImageProblem.DECODER_CRASHED, content_type)
        except NoAnswerError as error:
            problem = file_is_to_blame(error.ending)
            if problem is None:
                raise DecoderUnavailableError(f"A decoder ended: {error}.") from error
            return Rejection(problem, content_type)
        finally:
            self._milliseconds = (time.monotonic() - started) * 1000

    def last_decoding(self) -> Decoding | None:
        """Return what the last file took, once; None where no file was opened since.

        The decoder has ended by now, unless nothing was done since its answer.
        """
        milliseconds, self._milliseconds = self._milliseconds, None
        if milliseconds is None:
            return None
        ending = self._server.ended()
        was_killed = self._timed_out or (ending is not None and _was_killed(ending))
        return Decoding(milliseconds, ending.peak_bytes if ending else None, was_killed)

    def _guards(self) -> Guard:
        return Guard(self._server.guards())


class UncagedDecoder:
    """Makes thumbnails in this process, where there is no Linux: on a developer's machine."""

    def end_within(self, seconds: float) -> None:
        """Do nothing: the function has no time limit here."""

    def state(self) -> dict[str, object]:
        """Return what to log at the start."""
        return {
            "level": "WARNING",
            "cause": f"{sys.platform} has no guards: files are decoded in this process.",
        }

    def prepare(self) -> None:
        """Do nothing: nothing has to start."""

    def make_thumbnails(
        self, content: bytes, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
    ) -> ProcessedImage | Rejection:
        """Return the thumbnails of an uploaded file, or why the file gets none."""
        from images.thumbnails import make_thumbnails  # Pillow: the caged function has none of it

        return make_thumbnails(content, limits, wanted)

    def last_decoding(self) -> Decoding | None:
        """Return None: nothing is measured here."""
        return None


def start_decoder(limits: ImageLimits) -> Decoder | UncagedDecoder:
    """Return what makes thumbnails on this machine."""
    return Decoder(limits) if sys.platform == "linux" else UncagedDecoder()


def _was_killed(ending: Ending) -> bool:
    return os.WIFSIGNALED(ending.status) or os.waitstatus_to_exitcode(ending.status) == OUT_OF_MEMORY


def file_is_to_blame(ending: Ending) -> ImageProblem | None:
    """Return what a file did to its decoder; None if the end was not the file's doing."""
    if os.WIFEXITED(ending.status):
        # 0: the decoder answered, and not as one does.
        code = os.WEXITSTATUS(ending.status)
        return {0: ImageProblem.DECODER_CRASHED, OUT_OF_MEMORY: ImageProblem.TOO_MUCH_MEMORY}.get(code)
    by = os.WTERMSIG(ending.status)
    if by == signal.SIGXCPU or (by == signal.SIGKILL and ending.processor_seconds >= PROCESSOR_SECONDS):
        return ImageProblem.TOO_SLOW
    return ImageProblem.DECODER_CRASHED if by in _CRASHES else None
