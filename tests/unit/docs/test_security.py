"""The threat model names tests, policies and sessions: each must exist, and each threat must name one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "SECURITY.md").read_text()
NAMED = re.compile(r"`([^`]+)`")


def threats() -> list[list[str]]:
    """Return the cells of each row of the table of threats."""
    table = PAGE.split("### Who attacks")[1].split("###")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def references() -> list[str]:
    """Return what the last column names, each once."""
    return sorted({name for row in threats() for name in NAMED.findall(row[-1])})


def exists(name: str) -> bool:
    """Return whether there is such a test, file, policy or session."""
    if name.startswith("nox -s "):
        session = name.removeprefix("nox -s ")
        return f"\ndef {session}(session: nox.Session)" in (ROOT / "noxfile.py").read_text()
    if name.startswith("CKV2_IMG_"):
        return any(
            f'    ID = "{name}"\n' in path.read_text() for path in (ROOT / "policies").glob("ckv2_*.py")
        )
    path, _, test = name.partition("::")
    if not path.startswith("tests/") or not (ROOT / path).is_file():
        return False
    functions = {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    return not test or test in functions


def test_every_threat_says_what_stops_it_and_what_shows_that() -> None:
    rows = threats()

    assert len(rows) >= 15
    for row in rows:
        assert len(row) == 4
        assert row[1]
        assert row[2]
        assert NAMED.findall(row[3]), row[1]


@pytest.mark.parametrize("name", references())
def test_what_the_threat_model_names_exists(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize(
    "name",
    [
        "CKV2_IMG_999",
        "nox -s nothing",
        "tests/unit/docs/test_security.py::test_of_nothing",
        "tests/none.py",
        "word",
    ],
)
def test_what_does_not_exist_would_be_told(name: str) -> None:
    assert not exists(name)
