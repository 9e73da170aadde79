"""Two sides measured in turns, and how they compare."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np  # type: ignore[import-not-found]

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
        ours, theirs = np.asarray(self.ours), np.asarray(self.theirs)
        chosen = np.random.default_rng(SEED).integers(len(ours), size=(RESAMPLES, len(ours)))
        ratios = np.median(ours[chosen], axis=1) / np.median(theirs[chosen], axis=1)
        low, high = np.percentile(ratios, (2.5, 97.5)).tolist()
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
