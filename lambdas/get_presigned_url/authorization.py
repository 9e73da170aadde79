"""Whether a caller knows the secret."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from auth_secret import CURRENT, PREVIOUS

# What both readings of the secret may take together; the function itself has 10 seconds.
BUDGET_SECONDS = 8.0

# Return the secret with that label, or None; the number is a deadline by the clock.
ReadSecret = Callable[[str, float], bytes | None]


class Authorization:
    """Compares what callers send with the secret, of which it remembers hashes for a while.

    The value labelled AWSCURRENT and the one labelled AWSPREVIOUS are both right. What is remembered and
    right is believed; what looks wrong is compared with a fresh reading before it is refused, so that a
    rotation refuses nobody. A value that lost both labels is refused once its hash is too old.
    """

    def __init__(
        self, read: ReadSecret, cache_seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._remembered: dict[str, tuple[float, bytes]] = {}  # by label: until when, and the hash

    def accepts(self, candidates: tuple[bytes, ...]) -> bool:
        """Return whether one of `candidates`, the readings of what the caller sent, is the secret.

        Raises:
            SecretUnavailableError: Secrets Manager did not say what the secret is.
        """
        hashes = [_hash(candidate) for candidate in candidates if candidate]
        if not hashes:
            return False
        now = self._clock()
        fresh = [known for until, known in self._remembered.values() if now < until]
        if any(_is_one_of(hashes, known) for known in fresh):
            return True
        return any(self._is_now(label, hashes, now + BUDGET_SECONDS) for label in (CURRENT, PREVIOUS))

    def _is_now(self, label: str, hashes: list[bytes], deadline: float) -> bool:
        value = self._read(label, deadline)  # when this fails, what is remembered is still believed
        if not value:
            self._remembered.pop(label, None)
            return False
        known = _hash(value)
        self._remembered[label] = (self._clock() + self._cache_seconds, known)
        return _is_one_of(hashes, known)


def _hash(value: bytes) -> bytes:
    """Return a hash to compare instead of the value, so that the comparison does not tell its length."""
    return hashlib.sha256(value).digest()


def _is_one_of(hashes: list[bytes], known: bytes) -> bool:
    return any(hmac.compare_digest(candidate, known) for candidate in hashes)
