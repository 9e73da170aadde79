"""Measure two sides in turns and compare them."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

RESAMPLES = 2000  # of the bootstrap
SEED = 1


@dataclass(frozen=True)
class Ratio:
    """A ratio of two medians, with its 95 % range from resampling the rounds (bootstrap)."""

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
        draw = random.Random(SEED)  # noqa: S311 - fixed seed, so the same rounds give the same range
        ratios = []
        for _ in range(RESAMPLES):
            chosen = draw.choices(range(len(self.ours)), k=len(self.ours))
            ours, theirs = ([side[one] for one in chosen] for side in (self.ours, self.theirs))
            ratios.append(statistics.median(ours) / statistics.median(theirs))
        fortieths = statistics.quantiles(ratios, n=40)
        low, high = fortieths[0], fortieths[-1]
        return Ratio(self.our_median / self.their_median, low, high)

    @property
    def our_median(self) -> float:
        """Our median in milliseconds."""
        return statistics.median(self.ours)

    @property
    def their_median(self) -> float:
        """The other side's median in milliseconds."""
        return statistics.median(self.theirs)


def in_turns(round_number: int, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Measure each side once. In odd rounds, the other side is first."""
    for side in (ours, theirs) if round_number % 2 == 0 else (theirs, ours):
        side()
