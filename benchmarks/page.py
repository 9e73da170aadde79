"""The page in `docs/` that shows the tables: prose by hand, and what is measured between two markers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.errors import BenchError

BEGIN = "<!-- BEGIN measurements, written by `nox -s bench -- --write` -->"
END = "<!-- END measurements -->"


def replaced(text: str, tables: str) -> str:
    """Return the page with other tables between its markers. Raises BenchError if it has not both, once."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise BenchError(f"docs/performance.md needs the lines {BEGIN!r} and {END!r}, once each.")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def write(page: Path, tables: str) -> None:
    """Write other tables into the page."""
    page.write_text(replaced(page.read_text(), tables))
