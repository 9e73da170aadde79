"""Sorts the files of tests for pytest-xdist, which hands them out in this order, each to one process."""

from __future__ import annotations

from collections import Counter

import pytest

WAITED_FOR = "stack"  # deployed in the background, so files without it come first
# What calls Terraform. The plans of the module and of the examples are made at the same time.
FIRST = (
    "tests/unit/module/test_api.py",
    "tests/unit/examples/",
    "tests/unit/module/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the files: the longest first, so that both processes end at about the same time."""
    files = {item: item.nodeid.partition("::")[0] for item in items}
    sizes = Counter(files.values())
    waiting = {files[item] for item in items if WAITED_FOR in getattr(item, "fixturenames", ())}

    def place(file: str) -> tuple[bool, int, int]:
        first = next((number for number, start in enumerate(FIRST) if file.startswith(start)), len(FIRST))
        return file in waiting, first, -sizes[file]

    places = {file: number for number, file in enumerate(sorted(sizes, key=place))}
    items.sort(key=lambda item: places[files[item]])
