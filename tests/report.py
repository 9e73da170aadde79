"""Tables that commands write into `docs/reliability.md`, between markers of their own."""

from __future__ import annotations

from local_aws.engine import ROOT

PAGE = ROOT / "docs/reliability.md"


def write_section(name: str, table: str) -> None:
    """Put `table` between the markers `name` of the page.

    Raises:
        ValueError: the page has no such markers.
    """
    begin, end = f"<!-- BEGIN {name} -->", f"<!-- END {name} -->"
    before, found, rest = PAGE.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{PAGE.name} has no place for {name}: it needs the lines {begin} and {end}")
    PAGE.write_text(f"{before}{begin}\n{table}\n{end}{after}")
