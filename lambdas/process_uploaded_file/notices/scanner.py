"""What the function has to know about a scanner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notices.notice import NOT_SCANNED, Meaning, UploadNotice
from notices.records import records_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """How a scanner's events are decoded, and what its results mean.

    Attributes:
        decode: returns the notice of one record; None for a test message. Raises UnexpectedEventError.
        records: splits an event into records. Raises UnexpectedEventError for an event of another source.
        tag_key: key of the object tag that holds the scanner's result; None if it does not tag objects.
        meanings: the meaning of each result, in findings and in tags.
    """

    decode: Callable[[object], UploadNotice | None]
    records: Callable[[object], list[object]] = records_of
    tag_key: str | None = None
    meanings: Mapping[str, Meaning] = field(default_factory=dict)

    def meaning(self, word: str) -> Meaning:
        """Return the meaning of a result. Fails closed: an unknown result is unscannable, never clean."""
        return self.meanings.get(word, NOT_SCANNED)
