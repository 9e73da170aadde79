"""Measure and plot how time and memory grow with the number of pixels."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.comparison import in_turns
from benchmarks.pictures import Picture, growth_pictures
from benchmarks.thumbnails import make, node_worker, our_worker, peaks
from benchmarks.workers import Worker

OUR_COLOUR, THEIR_COLOUR = "#0b6e4f", "#c8553d"
MEBIBYTE = 1024 * 1024


@dataclass
class Point:
    """Measurements at one size: milliseconds of each round, and peak memory in bytes."""

    megapixels: float
    our_times: list[float] = field(default_factory=list)
    their_times: list[float] = field(default_factory=list)
    our_peak: int = 0
    their_peak: int = 0


def measure(folder: Path, rounds: int, report: Callable[[str], None]) -> dict[str, list[Point]]:
    """Measure every size of every line `rounds` times, in turns. Return the points of each line."""
    lines = {
        label: [(picture, Point(picture.megapixels)) for picture in pictures]
        for label, pictures in growth_pictures().items()
    }
    for label, points in lines.items():
        report(f"growth: memory, {label}")
        for picture, point in points:
            point.our_peak, point.their_peak = peaks(picture, folder)
    with ExitStack() as stack:
        ours, theirs = stack.enter_context(our_worker()), stack.enter_context(node_worker())
        for number in range(rounds):
            report(f"growth: round {number + 1} of {rounds}")
            for points in lines.values():
                for picture, point in points:
                    in_turns(
                        number,
                        partial(_take, ours, picture, folder, point.our_times),
                        partial(_take, theirs, picture, folder, point.their_times),
                    )
    return {label: [point for _, point in points] for label, points in lines.items()}


def _take(side: Worker, picture: Picture, folder: Path, times: list[float]) -> None:
    times.append(make(side, picture, folder).cpu_milliseconds)


def draw(lines: dict[str, list[Point]], path: Path) -> None:
    """Draw one column for each format: processor time above, peak memory below."""
    import matplotlib as mpl  # type: ignore[import-not-found]

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, rows = plt.subplots(2, len(lines), figsize=(13, 6), sharex=True)
    for column, (label, points) in enumerate(lines.items()):
        sizes = [point.megapixels for point in points]
        above, below = rows[0][column], rows[1][column]
        above.set_title(label)
        above.plot(
            sizes, [statistics.median(p.our_times) for p in points], "o-", color=OUR_COLOUR, label="ours"
        )
        above.plot(
            sizes,
            [statistics.median(p.their_times) for p in points],
            "s--",
            color=THEIR_COLOUR,
            label="Node with sharp",
        )
        below.plot(sizes, [p.our_peak / MEBIBYTE for p in points], "o-", color=OUR_COLOUR)
        below.plot(sizes, [p.their_peak / MEBIBYTE for p in points], "s--", color=THEIR_COLOUR)
        below.set_xlabel("megapixels")
        for axes in (above, below):
            axes.grid(alpha=0.3)
            axes.set_ylim(bottom=0)
    rows[0][0].set_ylabel("processor time, ms")
    rows[1][0].set_ylabel("peak memory of the process, MiB")
    rows[0][0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=100, metadata={"Software": None})
