"""Measure thumbnails from bytes to bytes: time, memory and quality of both sides, and bare JPEG decoding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from benchmarks import runtime
from benchmarks.comparison import Rounds, in_turns
from benchmarks.pictures import Picture
from benchmarks.quality import similarity
from benchmarks.workers import Reading, Worker, worker

MOST_ROUNDS = 41  # of a fast picture
JPEG_GAP = 2  # both sides decode a JPEG to at least twice the thumbnail's size


@dataclass
class Measured:
    """Measurements of one picture. Peaks are in bytes, quality is structural similarity."""

    picture: Picture
    clock: Rounds = field(default_factory=Rounds)
    processor: Rounds = field(default_factory=Rounds)
    bare: Rounds = field(default_factory=Rounds)
    our_peak: int = 0
    their_peak: int = 0
    our_quality: float | None = None
    their_quality: float | None = None

    @property
    def memory_ratio(self) -> float:
        """Our peak divided by theirs."""
        return self.our_peak / self.their_peak

    @property
    def quality_ratio(self) -> float:
        """Their structural similarity divided by ours. Below 1, ours is better, as in all ratios."""
        return (self.their_quality or 0) / (self.our_quality or 1)

    @property
    def cost_ratio(self) -> float:
        """Processor time multiplied by memory, ours divided by theirs."""
        return self.processor.our_median * self.our_peak / (self.processor.their_median * self.their_peak)


def measure(
    pictures: list[Picture],
    folder: Path,
    report: Callable[[str], None],
    *,
    least_rounds: int,
    seconds_each: float,
) -> list[Measured]:
    """Measure all pictures in turns, each for about `seconds_each` seconds.

    Args:
        pictures: the pictures to measure.
        folder: the folder of their files.
        report: called with a description of each step.
        least_rounds: minimum number of rounds of each picture, even if they take longer.
        seconds_each: time for each picture; a fast picture has at most `MOST_ROUNDS` rounds.
    """

    def rounds_for(seconds: float) -> int:
        return max(least_rounds, min(MOST_ROUNDS, round(seconds_each / seconds)))

    measured = [Measured(picture) for picture in pictures]
    for one in measured:
        report(f"memory and quality: {one.picture.name}")
        _measure_fresh(one, folder)
    with ExitStack() as stack:
        ours, theirs, bare = (
            stack.enter_context(side) for side in (our_worker(), node_worker(), our_worker())
        )
        rounds = {
            one.picture.name: rounds_for(_measure_round(one, 0, folder, ours, theirs, bare))
            for one in measured
        }
        for one in measured:  # the first round is the warm-up
            one.clock, one.processor, one.bare = Rounds(), Rounds(), Rounds()
        for number in range(max(rounds.values())):
            report(f"thumbnails: round {number + 1} of {max(rounds.values())}")
            for one in measured:
                if number < rounds[one.picture.name]:
                    _measure_round(one, number, folder, ours, theirs, bare)
    return measured


def our_worker() -> AbstractContextManager[Worker]:
    """Return a worker of our side, with the packaged function and its layers."""
    folders = runtime.our_folders("process_uploaded_file")
    return worker(runtime.python_command("worker.py", *folders), runtime.environment())


def node_worker() -> AbstractContextManager[Worker]:
    """Return a worker of the Node side."""
    return worker(runtime.node_command("worker.mjs"), runtime.environment())


def make(side: Worker, picture: Picture, folder: Path, save_as: Path | None = None) -> Reading:
    """Make one thumbnail with the worker `side`."""
    return side.do(
        "thumbnail",
        file=str(folder / picture.file),
        format=picture.output,
        save_as=str(save_as) if save_as else None,
    )


def _measure_round(
    one: Measured, number: int, folder: Path, ours: Worker, theirs: Worker, bare: Worker
) -> float:
    """Measure one round, add it to `one`, and return its seconds."""
    spent: list[float] = []

    def take(side: Worker, clock: list[float], processor: list[float]) -> None:
        reading = make(side, one.picture, folder)
        clock.append(reading.milliseconds)
        processor.append(reading.cpu_milliseconds)
        spent.append(reading.milliseconds)

    in_turns(
        number,
        lambda: take(ours, one.clock.ours, one.processor.ours),
        lambda: take(theirs, one.clock.theirs, one.processor.theirs),
    )
    if one.picture.kind in ("baseline", "progressive"):
        reading = bare.do(
            "bare_decode", file=str(folder / one.picture.file), least=_least(folder, one.picture)
        )
        one.bare.ours.append(one.clock.ours[-1])
        one.bare.theirs.append(reading.milliseconds)
        spent.append(reading.milliseconds)
    return sum(spent) / 1000


def _least(folder: Path, picture: Picture) -> list[int]:
    with Image.open(folder / picture.file) as image:
        width, height = image.size
    scale = 200 / max(width, height) * JPEG_GAP
    return [int(width * scale), int(height * scale)]


def _measure_fresh(one: Measured, folder: Path) -> None:
    """Measure the peak memory, which needs a fresh process, and the thumbnail's quality."""
    saved = runtime.LOCAL / "thumbnail"
    qualities: list[float | None] = []
    peaks: list[int] = []
    for side in (our_worker(), node_worker()):
        with side as fresh:
            peaks.append(make(fresh, one.picture, folder, saved).peak_bytes)
        plain = one.picture.has_plain_colours
        qualities.append(similarity(folder / one.picture.file, saved) if plain else None)
    one.our_peak, one.their_peak = peaks
    one.our_quality, one.their_quality = qualities


def peaks(picture: Picture, folder: Path) -> Iterator[int]:
    """Yield the peak memory in bytes of a fresh process of each side, ours first."""
    for side in (our_worker(), node_worker()):
        with side as fresh:
            yield make(fresh, picture, folder).peak_bytes
