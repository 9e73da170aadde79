from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies import consumers, scans
from tests.policies.places import EXAMPLES_PLAN, MODULE_PLAN, ROOT


@pytest.fixture(scope="session", autouse=True)
def _policies() -> None:
    for plan in (MODULE_PLAN, EXAMPLES_PLAN):
        assert plan.exists(), "Run these tests by `nox -s policies`, which plans the module and the examples"
    scans.load()


@pytest.fixture(scope="session")
def module_plan() -> scans.Result:
    """A scan of the module's plan, in all modes, by Checkov's whole catalogue and our policies."""
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


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with this one's files at a tag, as a consumer fetches it."""
    folder = tmp_path_factory.mktemp("published")
    consumers.publish(folder)
    return folder


@pytest.fixture(scope="session")
def published(repository: Path) -> str:
    """The URL from which a consumer fetches the policies."""
    return f"file://{repository}//policies?ref={consumers.TAG}"


@pytest.fixture(scope="session")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canary") / "sang"
