"""Two sides measured in turns, and how they compare."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

RESAMPLES = 2000
SEED = 1


@dataclass(frozen=True)
class Ratio:
    """A ratio of two medians, with the range that holds 95 of 100 of those found by resampling the rounds."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


@dataclass
class Rounds:
    """What each round measured, of ours and of the other side, in milliseconds."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def ratio(self) -> Ratio:
        """Return how ours compares to the other: below 1 ours is faster."""
        draw = random.Random(SEED)  # noqa: S311 - the same draws for the same rounds
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
        """Median of ours."""
        return statistics.median(self.ours)

    @property
    def their_median(self) -> float:
        """Median of the other side."""
        return statistics.median(self.theirs)


def in_turns(round_number: int, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Measure each side once, the other one first in every second round."""
    for side in (ours, theirs) if round_number % 2 == 0 else (theirs, ours):
        side()
