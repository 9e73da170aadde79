"""The start-up script, which the process engine and the container share."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from localstack_processes import start

from local_aws.engine import ROOT

SCRIPT = ROOT / "localstack_plugins/localstack_processes/start.py"
GROUPS = {
    "localstack.lambda.runtime_executor": "process",
    "localstack.aws.provider": "dynamodb:moto",
    "localstack.runtime.server": "handed-on",
}


@pytest.fixture
def composed() -> dict[str, Any]:
    """The container's settings."""
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    service: dict[str, Any] = document["services"]["localstack"]
    return service


def test_the_plugins_are_found_by_their_entry_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])

    start.register(tmp_path)

    for group, name in GROUPS.items():
        (found,) = importlib.metadata.entry_points(group=group, name=name)
        module, _, attribute = found.value.partition(":")
        source = (ROOT / "localstack_plugins" / f"{module.replace('.', '/')}.py").read_text()
        assert f"class {attribute}(" in source or f"def {attribute}(" in source


def test_the_functions_environment_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# nothing, so that no registry is asked\n")

    python = start.functions_environment(tmp_path / "requirements.txt", tmp_path / "functions")

    assert subprocess.run([python, "-c", ""], check=False).returncode == 0
    made = python.stat().st_ctime_ns
    start.functions_environment(tmp_path / "requirements.txt", tmp_path / "functions")
    assert python.stat().st_ctime_ns == made


def test_the_container_starts_by_the_same_script_with_files_that_are_mounted(
    composed: dict[str, Any],
) -> None:
    mounts = dict(volume.split(":")[:2] for volume in composed["volumes"])
    there = {inside: ROOT / outside for outside, inside in mounts.items() if outside.startswith("./")}
    _python, script, option, requirements, folder = composed["entrypoint"]

    (plugins,) = (inside for inside in there if script.startswith(inside))
    assert there[plugins] / Path(script).relative_to(plugins) == SCRIPT
    assert (option, there[requirements]) == ("--functions", ROOT / "requirements/functions.txt")
    assert mounts["functions"] == folder
    assert all(path.exists() for path in there.values())


def test_the_container_needs_no_docker_and_no_token(composed: dict[str, Any]) -> None:
    assert "docker.sock" not in str(composed)
    assert "TOKEN" not in str(composed)
