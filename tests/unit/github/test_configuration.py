"""What GitHub and pre-commit read has the form that they expect, and names what is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml

from local_aws.engine import ROOT
from tools.release.__main__ import GATE, PROOFS

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
REUSABLE = [path for path in WORKFLOWS if "  workflow_call:\n    inputs:" in path.read_text()]
LEVELS = ("none", "read", "write")  # each may what those before it may
ACTION = ROOT / ".github/actions/policies/action.yml"
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    **dict.fromkeys(FORMS, "vendor.github-issue-forms"),
    ROOT / ".github/ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    ROOT / ".github/dependabot.yml": "vendor.dependabot",
    ACTION: "vendor.github-actions",
    ROOT / "docker-compose.yml": "vendor.compose-spec",
}


def load(path: Path) -> Any:
    """Return the one document of a YAML file; `on` is a word here, as it is for GitHub."""
    # YAML 1.1, which PyYAML reads, takes `on` for true.
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text alone


def conforms(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Hold a file against a schema that check-jsonschema carries."""
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def steps(workflow: Any) -> list[dict[str, Any]]:
    """Return every step of every job, or of an action."""
    if "runs" in workflow:
        return [*workflow["runs"]["steps"]]
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_the_form_that_its_reader_expects(path: Path) -> None:
    checked = conforms(SCHEMAS[path], path)
    assert checked.returncode == 0, checked.stdout


def test_a_workflow_of_another_form_is_found(tmp_path: Path) -> None:
    workflow = tmp_path / "ci.yml"
    workflow.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    assert conforms("vendor.github-workflows", workflow).returncode == 1


def test_every_file_of_github_is_checked() -> None:
    assert {path for path in (ROOT / ".github").rglob("*.yml") if path.is_file()} <= SCHEMAS.keys()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_ends_in_time(path: Path) -> None:
    workflow = load(path)
    assert {name: right for name, right in workflow["permissions"].items() if name != "id-token"} == {
        "contents": "read"
    }
    assert all("timeout-minutes" in job or "uses" in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_no_shell_of_a_workflow_contains_what_others_write(path: Path) -> None:
    # An expression becomes part of the script before the shell reads it: inputs go through the environment.
    scripts = [step["run"] for step in steps(load(path)) if "run" in step]
    assert scripts
    own = {"${{ matrix.session }}"}
    assert [script for script in scripts if set(re.findall(r"\$\{\{.*?\}\}", script)) - own] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_every_file_that_a_workflow_names_exists(path: Path) -> None:
    text = re.sub(r"\.image-uploader/|\$GITHUB_ACTION_PATH/(\.\./){3}", "", path.read_text())
    named = set(
        re.findall(r"(?<![\w.*/])(?:requirements/[\w.]+|policies/[\w.]+|policies\b|\.python-version)", text)
    )
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_continuous_integration_runs_every_session_that_a_release_asks_for() -> None:
    workflow = load(ROOT / ".github/workflows/ci.yml")
    assert workflow["jobs"]["nox"]["strategy"]["matrix"]["session"] == [*GATE, *PROOFS]
    assert {"push", "pull_request", "workflow_dispatch"} <= workflow["on"].keys()


def test_a_cache_of_environments_is_of_one_exact_python() -> None:
    # The Python of an environment is a link, which leads nowhere on a runner with the next patch release.
    for name, job in load(ROOT / ".github/workflows/ci.yml")["jobs"].items():
        (cache,) = [step["with"] for step in job["steps"] if "actions/cache@" in step.get("uses", "")]
        assert ".nox" in cache["path"].split()
        (python,) = [step for step in job["steps"] if "actions/setup-python@" in step.get("uses", "")]
        assert f"${{{{ steps.{python['id']}.outputs.python-version }}}}" in cache["key"], name


def test_every_session_that_is_called_exists() -> None:
    files = [*WORKFLOWS, ROOT / ".pre-commit-config.yaml"]
    called = {name for path in files for name in re.findall(r"nox --session ([a-z]\w*)", path.read_text())}
    defined = set(
        re.findall(r"^def (\w+)\(session: nox.Session\)", (ROOT / "noxfile.py").read_text(), re.MULTILINE)
    )
    assert called
    assert called <= defined


def usage(path: Path) -> Any:
    """Return the workflow of a consumer that the comment at the top of a reusable one shows, indented."""
    header = "".join(takewhile(lambda line: line.startswith("#"), path.read_text().splitlines(True)))
    return yaml.load("".join(re.findall(r"^#  (.*\n)", header, re.MULTILINE)), Loader=yaml.BaseLoader)  # noqa: S506


def lacking(caller: dict[str, str], called: Any) -> set[str]:
    """Return the permissions that a called workflow asks for and that the calling job does not grant.

    GitHub adds them up before anything runs, whatever a job's `if` says, and starts nothing where one lacks.
    """
    asked = [called.get("permissions", {}), *(job.get("permissions", {}) for job in called["jobs"].values())]
    return {
        name
        for permissions in asked
        for name, level in permissions.items()
        if LEVELS.index(caller.get(name, "none")) < LEVELS.index(level)
    }


@pytest.mark.parametrize("path", REUSABLE, ids=lambda path: path.name)
def test_a_consumer_can_call_a_workflow_as_its_comment_shows(path: Path) -> None:
    workflow = load(path)
    inputs = workflow["on"]["workflow_call"]["inputs"]
    required = {name for name, input_ in inputs.items() if input_.get("required") == "true"}
    (job,) = usage(path)["jobs"].values()
    assert job["uses"].partition("@")[0] == f"OWNER/image-uploader/{path.relative_to(ROOT)}"
    assert required <= job["with"].keys() <= inputs.keys()
    assert lacking(job.get("permissions", {}), workflow) == set()


def test_a_permission_that_a_comment_does_not_grant_is_found() -> None:
    job = {"permissions": {"contents": "write", "id-token": "write"}}
    called = {"permissions": {"contents": "read"}, "jobs": {"plan": job}}
    assert lacking({"contents": "write"}, called) == {"id-token"}
    assert lacking({"contents": "read", "id-token": "write"}, called) == {"contents"}
    assert lacking({"contents": "write", "id-token": "write"}, called) == set()


def test_the_hook_for_others_is_a_script_that_can_be_run() -> None:
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language", "files"} <= hook.keys()
    assert os.access(ROOT / hook["entry"], os.X_OK)


def test_hooks_are_the_gates_tools_in_the_gates_versions() -> None:
    (source,) = load(ROOT / ".pre-commit-config.yaml")["repos"]
    wanted = {tool for hook in source["hooks"] for tool in hook.get("additional_dependencies", [])}
    pinned = set(re.findall(r"^[\w.-]+==[\w.]+", (ROOT / "requirements/dev.txt").read_text(), re.MULTILINE))
    assert {tool for tool in wanted if not tool.startswith("pre-commit-hooks==")} <= pinned


def test_actions_of_others_are_pinned_by_commit_with_their_version_beside() -> None:
    lines = [line.strip(" -") for path in [*WORKFLOWS, ACTION] for line in path.read_text().splitlines()]
    others = [line for line in lines if line.startswith("uses: ") and "uses: ./" not in line]
    assert others
    assert [line for line in others if not re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []
