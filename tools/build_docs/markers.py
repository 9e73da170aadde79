"""Replaces the text between markers of a document."""

from __future__ import annotations

from pathlib import Path


class MarkerError(Exception):
    """A document lacks the lines of a marker."""


def between(document: str, name: str, content: str) -> str:
    """Return `document` with `content` between the lines `<!-- BEGIN name -->` and `<!-- END name -->`.

    Raises MarkerError where one is missing or stands twice.
    """
    begin, end = f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    if document.count(begin) != 1 or rest.count(end) != 1:
        raise MarkerError(f"The document needs the lines {begin} and {end}, once each and in this order.")
    return f"{before}{begin}\n{content}\n{end}{after}"


def write_between(page: Path, name: str, content: str) -> None:
    """Put `content` between the markers of a page. Raises MarkerError."""
    page.write_text(between(page.read_text(), name, content))
