"""Whether a caller knows the secret."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from enum import Enum

from auth_secret import CURRENT, PREVIOUS

# What both readings of the secret may take together; the function itself has 10 seconds.
BUDGET_SECONDS = 8.0
# Readings at once, and one more for each second after that: who floods us with wrong secrets must not make us
# pay for two calls of each. Nobody honest needs as many.
READINGS_AT_ONCE = 50

# Return the secret with that label, or None; the number is a deadline by the stopwatch.
ReadSecret = Callable[[str, float], bytes | None]


class Verdict(Enum):
    """What became of a check; the log has the reason of a refusal, the caller has not."""

    ACCEPTED = "accepted"
    NOTHING_SENT = "no secret was sent"
    WRONG = "the secret that was sent is not right"
    NOT_COMPARED = "many wrong secrets came, so this one was not compared with a fresh reading"
    UNSET = "Secrets Manager holds no usable secret, so everyone is refused"


class Authorization:
    """Compares what callers send with the secret, of which it remembers hashes for a while.

    The value labelled AWSCURRENT and the one labelled AWSPREVIOUS are both right. What is remembered and
    right is believed; what looks wrong is compared with a fresh reading before it is refused, so that a
    rotation refuses nobody. A value that lost both labels is refused once its hash is too old.

    Ages are of the wall clock: the monotonic one stands still while Lambda has frozen the process, so that a
    retired value could live on for hours. A wall clock that steps back makes everything remembered too old.

    Fresh readings are limited. Beyond the limit it is not said whether a secret is right: its sender may try
    again, and within a second a reading is allowed, which everyone who comes later is compared with.
    """

    def __init__(
        self,
        read: ReadSecret,
        cache_seconds: float,
        *,
        clock: Callable[[], float] = time.time,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._stopwatch = stopwatch  # for deadlines within one invocation, during which nothing is frozen
        self._remembered: dict[str, tuple[float, bytes]] = {}  # by label: until when, and the hash
        self._readings_left = float(READINGS_AT_ONCE)
        self._looked_at = clock()

    def check(self, candidates: tuple[bytes, ...]) -> Verdict:
        """Return whether one of `candidates`, the possible readings of what the caller sent, is the secret.

        Raises:
            SecretUnavailableError: Secrets Manager did not say what the secret is.
        """
        hashes = [_hash(candidate) for candidate in candidates if candidate]
        if not hashes:
            return Verdict.NOTHING_SENT
        now = self._pass_time()
        fresh = [known for until, known in self._remembered.values() if now < until]
        if any(_is_one_of(hashes, known) for known in fresh):
            return Verdict.ACCEPTED
        if self._readings_left < 1:
            return Verdict.NOT_COMPARED
        self._readings_left -= 1
        deadline = self._stopwatch() + BUDGET_SECONDS
        is_set = False
        for label in (CURRENT, PREVIOUS):
            known = self._reread(label, deadline)
            if known is not None and _is_one_of(hashes, known):
                return Verdict.ACCEPTED
            is_set = is_set or known is not None
        return Verdict.WRONG if is_set else Verdict.UNSET

    def _pass_time(self) -> float:
        """Return the time; readings come back as it passes, and what is remembered goes if it steps back."""
        now = self._clock()
        passed = now - self._looked_at
        self._looked_at = now
        if passed < 0:
            self._remembered.clear()
        self._readings_left = min(READINGS_AT_ONCE, self._readings_left + max(0, passed))
        return now

    def _reread(self, label: str, deadline: float) -> bytes | None:
        """Return the hash of what bears `label` now, and remember it; while reading fails, forget nothing."""
        value = self._read(label, deadline)
        if not value:
            self._remembered.pop(label, None)
            return None
        known = _hash(value)
        self._remembered[label] = (self._pass_time() + self._cache_seconds, known)
        return known


def _hash(value: bytes) -> bytes:
    """Return a hash to compare instead of the value, so that the comparison does not tell its length."""
    return hashlib.sha256(value).digest()


def _is_one_of(hashes: list[bytes], known: bytes) -> bool:
    return any(hmac.compare_digest(candidate, known) for candidate in hashes)
