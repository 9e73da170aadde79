from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies import scans
from tests.policies.places import EXAMPLES_PLAN, MODULE_PLAN, ROOT


@pytest.fixture(scope="session", autouse=True)
def _policies() -> None:
    for plan in (MODULE_PLAN, EXAMPLES_PLAN):
        assert plan.exists(), "Run these tests by `nox -s policies`, which plans the module and the examples"
    scans.load()


@pytest.fixture(scope="session")
def module_plan() -> scans.Result:
    """The module in both modes, by Checkov's whole catalogue and our policies."""
    return scans.scan_plan(MODULE_PLAN, checks=())


@pytest.fixture(scope="session")
def examples_plan() -> scans.Result:
    return scans.scan_plan(EXAMPLES_PLAN, checks=())


@pytest.fixture(scope="session")
def module_hcl() -> scans.Result:
    return scans.scan_hcl(ROOT / "module", checks=())


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"
