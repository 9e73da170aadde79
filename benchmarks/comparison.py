"""Measure two sides in turns and compare them."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

RESAMPLES = 2000  # of the bootstrap
SEED = 1
Round = tuple[float, float]  # ours and theirs


@dataclass(frozen=True)
class Ratio:
    """A ratio of two sides, with its 95 % range from resampling the rounds (bootstrap)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


@dataclass
class Rounds:
    """Measurements of each round in milliseconds, of our side and of the other side."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def ratio(self) -> Ratio:
        """Return our median divided by the other side's. Below 1, ours is faster."""
        return _with_range(
            list(zip(self.ours, self.theirs, strict=True)),
            lambda rounds: (
                statistics.median(ours for ours, _ in rounds)
                / statistics.median(theirs for _, theirs in rounds)
            ),
        )

    def paired_ratio(self) -> Ratio:
        """Return the median of the rounds' ratios: in short rounds, what slows one side slows both."""
        return _with_range(
            list(zip(self.ours, self.theirs, strict=True)),
            lambda rounds: statistics.median(a / b for a, b in rounds),
        )

    @property
    def our_median(self) -> float:
        """Our median in milliseconds."""
        return statistics.median(self.ours)

    @property
    def their_median(self) -> float:
        """The other side's median in milliseconds."""
        return statistics.median(self.theirs)


def _with_range(rounds: Sequence[Round], ratio: Callable[[Sequence[Round]], float]) -> Ratio:
    draw = random.Random(SEED)  # noqa: S311 - fixed seed, so the same rounds give the same range
    drawn = [ratio(draw.choices(rounds, k=len(rounds))) for _ in range(RESAMPLES)]
    fortieths = statistics.quantiles(drawn, n=40)
    return Ratio(ratio(rounds), fortieths[0], fortieths[-1])


def in_turns(round_number: int, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Measure each side once. In odd rounds, the other side is first."""
    for side in (ours, theirs) if round_number % 2 == 0 else (theirs, ours):
        side()
