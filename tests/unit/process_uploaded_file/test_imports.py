"""The picture of imports: handler -> processing -> decoder -> images -> formats, scanners -> notices."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

LAMBDA = Path(__file__).parents[3] / "lambdas" / "process_uploaded_file"
MAY_IMPORT_FROM = {
    "": {"", "decoder", "images", "scanners", "notices"},
    "decoder": {"decoder", "images", "images.decoding"},
    "scanners": {"notices"},
    "notices": {"notices"},
    "images": {"images", "images.formats", "images.decoding"},
    "images.formats": {"images.decoding"},
    "images.decoding": {"images.decoding"},
}
MODULES = {
    ".".join(path.relative_to(LAMBDA).with_suffix("").parts): path for path in sorted(LAMBDA.rglob("*.py"))
}


def folder(module: str) -> str:
    return module.rpartition(".")[0]


def imported(module: str) -> Iterator[str]:
    """Yield what a module imports anywhere in it, within functions and for type checkers too."""
    for node in ast.walk(ast.parse(MODULES[module].read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from [name for name in submodules if name in MODULES] or [node.module]
    if by_name := {"images.all_formats": "images.formats", "all_scanners": "scanners"}.get(module):
        yield from (name for name in MODULES if folder(name) == by_name)


def ours(module: str) -> set[str]:
    return {name for name in imported(module) if name in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_its_own_folder_or_a_lower_one(module: str) -> None:
    assert {folder(name) for name in ours(module)} <= MAY_IMPORT_FROM[folder(module)]


def test_no_imports_make_a_circle() -> None:
    order = list(TopologicalSorter({module: ours(module) for module in MODULES}).static_order())
    assert order[-1] == "handler"


def test_the_image_path_knows_neither_aws_nor_the_environment() -> None:
    roots = {
        name.partition(".")[0]
        for module in MODULES
        if module.startswith("images.")
        for name in imported(module)
    }
    assert roots - sys.stdlib_module_names == {"images", "PIL", "isal", "_pi_heif"}
    assert not roots & {"os", "socket", "ssl", "subprocess"}
