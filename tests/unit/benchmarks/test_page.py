"""The page and its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import page, suite
from benchmarks.errors import BenchError
from benchmarks.runtime import ROOT
from benchmarks.tables import table


@pytest.mark.parametrize("markers", [page.MEASUREMENTS, page.SUITE])
def test_only_what_is_between_the_markers_changes(tmp_path: Path, markers: tuple[str, str]) -> None:
    file = tmp_path / "page.md"
    file.write_text(f"before\n{markers[0]}\nold\n{markers[1]}\nafter\n")
    page.write(file, "new", markers)
    assert file.read_text() == f"before\n{markers[0]}\n\nnew\n\n{markers[1]}\nafter\n"


@pytest.mark.parametrize("markers", [page.MEASUREMENTS, page.SUITE])
def test_the_page_has_both_places_and_writing_them_twice_changes_nothing(markers: tuple[str, str]) -> None:
    once = page.replaced((ROOT / "docs/performance.md").read_text(), "tables", markers)
    assert page.replaced(once, "tables", markers) == once


@pytest.mark.parametrize(
    "text", ["", "{0}", "{1}", "{1} {0}", "{0} {0} {1}", "{0} {1} {1}"], ids=lambda text: text or "none"
)
def test_a_page_without_each_marker_once_is_left_alone(text: str) -> None:
    with pytest.raises(BenchError, match="once each"):
        page.replaced(text.format(*page.MEASUREMENTS), "tables")


def test_columns_of_a_table_are_as_wide_as_their_widest_cell() -> None:
    assert table(("", "ms"), [("a longer name", "1"), ("b", "100")]).splitlines() == [
        "|               |  ms |",
        "| ------------- | --: |",
        "| a longer name |   1 |",
        "| b             | 100 |",
    ]


def test_a_lever_shows_both_sides_and_what_it_saves() -> None:
    lever = suite.Lever("one apply", "two queues", suite.Cost(50.0, 10.0), suite.Cost(25.0, 9.0))
    row = [cell.strip() for cell in suite.markdown([lever]).splitlines()[2].strip("|").split("|")]
    assert row == ["one apply", "two queues", "50.0", "25.0", "0.50", "0.90"]
