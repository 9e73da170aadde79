"""Spreads tests over the processes of pytest-xdist: one file in one process, longest work first."""

from __future__ import annotations

from collections import Counter

import pytest

# Half a minute of Terraform, so one process makes it for all.
ONE_PLAN = "tests/unit/module/conftest.py::plan"
WAITED_FOR = "stack"  # deployed in the background, so tests that need none come first
LONG = ("tests/unit/module/", "tests/unit/examples/")  # what calls Terraform


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test its group for `--dist loadgroup`, and sort the groups."""
    groups = {item: _group(item) for item in items}
    sizes = Counter(groups.values())
    waiting = {groups[item] for item in items if WAITED_FOR in _fixtures(item)}
    if config.pluginmanager.hasplugin("xdist"):
        for item, group in groups.items():
            item.add_marker(pytest.mark.xdist_group(group))
    order = sorted(sizes, key=lambda group: (group in waiting, not group.startswith(LONG), -sizes[group]))
    items.sort(key=lambda item: order.index(groups[item]))


def _group(item: pytest.Item) -> str:
    file = item.nodeid.partition("::")[0]
    is_of_the_module = file.startswith("tests/unit/module/")
    return ONE_PLAN if is_of_the_module and "plan" in _fixtures(item) else file


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])
