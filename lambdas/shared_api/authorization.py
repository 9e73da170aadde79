"""Decides whether a request has the right secret. Caches hashes of the secret."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from enum import Enum

from auth_secret import CURRENT, PREVIOUS

# Limit for both reads of the secret together, because API functions have a timeout of at least 10 s.
BUDGET_SECONDS = 8.0
# Rate limit of fresh reads: a burst of 50, then one a second. Without it, a flood of wrong secrets would cost
# two calls of Secrets Manager per request. Clients with the right secret need far fewer reads.
READINGS_AT_ONCE = 50

# Arguments: the label, and a deadline in the stopwatch's time. Returns the secret, or None.
ReadSecret = Callable[[str, float], bytes | None]


class Verdict(Enum):
    """The result of a check. Its value goes only into the log.

    A refused client gets 429 for NOT_COMPARED and 403 otherwise, both without a reason.
    """

    ACCEPTED = "accepted"
    NOTHING_SENT = "no secret was sent"
    WRONG = "the secret that was sent is wrong"
    NOT_COMPARED = "rate limit: too many wrong secrets, so this one was not compared with a fresh read"
    UNSET = "Secrets Manager holds no usable secret, so every request is refused"


class Authorization:
    """Compares the secret that a request sends with the real one. Caches the real one's hashes.

    Rotation: the values labelled AWSCURRENT and AWSPREVIOUS are both accepted. A value that matches a cached
    hash is accepted at once. Any other value is compared with a fresh read before it is refused, so a
    rotation refuses no valid client. A value that lost both labels is refused once its cached hash has
    expired.

    Clock: cache ages use the wall clock. The monotonic clock stops while Lambda has frozen the process, so a
    retired value could stay accepted for hours. If the wall clock steps back, the whole cache is dropped.

    Rate limit: fresh reads are limited. Beyond the limit a value is not compared, and the client is asked to
    retry. Within 1 s another read is allowed, and its result is cached for all later requests.
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
        self._stopwatch = stopwatch  # for deadlines within one invocation, in which Lambda freezes nothing
        self._remembered: dict[str, tuple[float, bytes]] = {}  # by label: expiry time and hash
        self._readings_left = float(READINGS_AT_ONCE)
        self._looked_at = clock()

    def check(self, candidates: tuple[bytes, ...]) -> Verdict:
        """Return ACCEPTED if one of `candidates` is the secret, else the verdict that says why not.

        Args:
            candidates: the possible decodings of the header that the client sent.

        Raises:
            SecretUnavailableError: the secret could not be read.
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
        """Return the time. Refill the rate limit by the time passed; drop the cache if the time went back."""
        now = self._clock()
        passed = now - self._looked_at
        self._looked_at = now
        if passed < 0:
            self._remembered.clear()
        self._readings_left = min(READINGS_AT_ONCE, self._readings_left + max(0, passed))
        return now

    def _reread(self, label: str, deadline: float) -> bytes | None:
        """Read the value with `label`, cache its hash and return it. A failed read keeps the cached hash."""
        value = self._read(label, deadline)
        if not value:
            self._remembered.pop(label, None)
            return None
        known = _hash(value)
        self._remembered[label] = (self._pass_time() + self._cache_seconds, known)
        return known


def _hash(value: bytes) -> bytes:
    """Return the value's hash. Comparing hashes does not reveal the value's length by its duration."""
    return hashlib.sha256(value).digest()


def _is_one_of(hashes: list[bytes], known: bytes) -> bool:
    return any(hmac.compare_digest(candidate, known) for candidate in hashes)
