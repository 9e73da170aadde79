"""Every link of a document leads somewhere in this repository, or is a whole address."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from local_aws.engine import ROOT
from tests.unit.docs.documents import anchors, documents, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
EXTERNAL = ("https://", "mailto:")


def broken_links(document: Path, root: Path = ROOT) -> list[str]:
    """Return the targets in `document` that are no file, folder or heading below `root`."""
    broken = []
    for target in LINK.findall(prose(document)):
        if target.startswith(EXTERNAL):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (document.parent / path).resolve() if path else document
        there = file.is_relative_to(root) and file.exists()
        if not there or (anchor and (file.suffix != ".md" or anchor not in anchors(file))):
            broken.append(target)
    return broken


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_is_broken(document: Path) -> None:
    assert broken_links(document) == []


def test_a_link_to_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    document = tmp_path / "folder/document.md"
    document.write_text(
        "# Here it is\n[a](other.md) [b](#here-it-is) [c](#there) [d](document.md#no) [e](../) [f](../../)\n"
        "`[g](in-code.md)` [h](https://example.com)\n"
    )
    assert broken_links(document, tmp_path) == ["other.md", "#there", "document.md#no", "../../"]
