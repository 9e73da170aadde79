"""What is in the repository is explained where its reader looks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local_aws.engine import ROOT
from tests.unit.docs.documents import documents, tracked

MODULE = ROOT / "module"


def test_every_file_of_the_module_is_in_its_table() -> None:
    there = {path.relative_to(MODULE).parts for path in tracked("module")}
    names = {f"{parts[0]}/" if len(parts) > 1 else parts[0] for parts in there} - {"README.md"}
    table = (MODULE / "README.md").read_text()
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)} == names


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*/")), ids=lambda path: path.name)
def test_an_example_is_in_the_table_of_examples(path: Path) -> None:
    assert f"]({path.name}/)" in (ROOT / "examples/README.md").read_text()


def test_every_document_is_linked_from_another() -> None:
    linked = set()
    for document in documents():
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
            path = (document.parent / target).resolve()
            linked.add(path / "README.md" if path.is_dir() else path)
    alone = {ROOT / "README.md", ROOT / ".github/PULL_REQUEST_TEMPLATE.md"}
    assert [str(path.relative_to(ROOT)) for path in documents() if path not in linked | alone] == []


def test_every_tool_of_ours_has_its_reason() -> None:
    # The benchmark's are explained where it compares them.
    files = [path for path in (ROOT / "requirements").glob("*.in") if path.stem != "bench"]
    direct = {re.split(r"[=<\[;]", line)[0] for path in files for line in path.read_text().splitlines()}
    table = (ROOT / "DEVELOPMENT.md").read_text().split("## Dependencies")[1]
    explained = {
        name for cells in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for name in cells.split(", ")
    }
    assert direct - explained == set()
