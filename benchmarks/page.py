"""The page in `docs/` that shows the tables: prose by hand, and what is measured between two markers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.errors import BenchError

MEASUREMENTS = (
    "<!-- BEGIN measurements, written by `nox -s bench -- --write` -->",
    "<!-- END measurements -->",
)
SUITE = (
    "<!-- BEGIN suite, written by `nox -s bench -- --suite --write` -->",
    "<!-- END suite -->",
)


def replaced(text: str, tables: str, markers: tuple[str, str] = MEASUREMENTS) -> str:
    """Return the page with other tables between the markers. Raises BenchError if it has not both, once."""
    first, last = markers
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end or first in rest or last in after:
        raise BenchError(f"docs/performance.md needs the lines {first!r} and {last!r}, once each.")
    return f"{before}{first}\n\n{tables}\n\n{last}{after}"


def write(page: Path, tables: str, markers: tuple[str, str] = MEASUREMENTS) -> None:
    """Write other tables into the page."""
    page.write_text(replaced(page.read_text(), tables, markers))
