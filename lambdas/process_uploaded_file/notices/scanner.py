"""The record of a scanner: all that the function knows about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notices.notice import NOT_SCANNED, Meaning, UploadNotice
from notices.records import records_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """What starts the processing of an upload, and what the scanner's words mean.

    Attributes:
        decode: makes the notice of one record; None for a test message. Raises UnexpectedEventError.
        records: takes an event apart. Raises UnexpectedEventError for an event of another source.
        tag_key: of the object tag that holds the scanner's word; None if it tags nothing.
        meanings: what each word means, in findings and in tags.
    """

    decode: Callable[[object], UploadNotice | None]
    records: Callable[[object], list[object]] = records_of
    tag_key: str | None = None
    meanings: Mapping[str, Meaning] = field(default_factory=dict)

    def meaning(self, word: str) -> Meaning:
        """Return what a word means: fails closed, so an unknown word is never clean."""
        return self.meanings.get(word, NOT_SCANNED)
