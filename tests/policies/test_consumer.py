"""A consumer's repository runs the policies from a git ref of this one, by Checkov's own command."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from tests.policies import plans
from tests.policies.consumers import CANARY, one_line, run, tracked
from tests.policies.places import MODULE_PLAN, POLICIES, ROOT
from tools.build_docs.catalogue import policies

LIST_IDS = """
import pathlib, shutil, sys
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.goget.github.get_git import GitGetter
from checkov.terraform.checks.resource.registry import resource_registry

graph_registry = get_graph_checks_registry("terraform")

def ids():
    found = [check for _, check in resource_registry.all_checks()] + graph_registry.checks
    return {check.id for check in found}

before = ids()
folder = GitGetter(sys.argv[1]).get()
resource_registry.load_external_checks(folder)
graph_registry.load_external_checks(folder)
shutil.rmtree(pathlib.Path(folder).parent)
print(*sorted(ids() - before))
"""


@pytest.fixture(scope="module")
def scans_of_consumers(
    published: str, canary: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, subprocess.CompletedProcess[str]]:
    """Checkov's output for a consumer's good plan and weak plan, and the ids of the policies it loaded."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("good", "weak", "ids")}
    (folders["good"] / "plan.json").write_bytes(MODULE_PLAN.read_bytes())
    plan = plans.read(MODULE_PLAN, plans.instances(MODULE_PLAN)[0])
    blocked = next(one for one in plan.resources if one["type"] == "aws_s3_bucket_public_access_block")
    weak = plans.replaced(plan, blocked["address"], {**blocked["values"], "block_public_policy": False})
    (folders["weak"] / "plan.json").write_text(json.dumps(weak.as_json()))
    command = ["sh", "-c", f"{one_line(published)} --output json"]
    commands = {
        "good": command,
        "weak": command,
        "ids": [sys.executable, "-c", LIST_IDS, published],
    }
    with ThreadPoolExecutor() as pool:
        running = {name: pool.submit(run, words, folders[name], canary) for name, words in commands.items()}
        return {name: future.result() for name, future in running.items()}


def test_exactly_our_policies_load(scans_of_consumers: dict[str, subprocess.CompletedProcess[str]]) -> None:
    loaded = scans_of_consumers["ids"]
    assert loaded.stdout.split() == sorted(policy.id for policy in policies()), loaded.stderr


def test_a_good_plan_passes(scans_of_consumers: dict[str, subprocess.CompletedProcess[str]]) -> None:
    good = scans_of_consumers["good"]
    assert good.returncode == 0, good.stdout + good.stderr
    report = json.loads(good.stdout)
    assert report["summary"]["failed"] == 0
    assert report["summary"]["passed"] > len(policies())
    # Checkov warns only about pre-commit's list of hooks, which is a list and so no policy.
    assert {line for line in good.stderr.splitlines() if "image-uploader-policies" not in line} == set()


def test_a_weak_plan_fails(scans_of_consumers: dict[str, subprocess.CompletedProcess[str]]) -> None:
    weak = scans_of_consumers["weak"]
    assert weak.returncode == 1, weak.stdout + weak.stderr
    assert {one["check_id"] for one in json.loads(weak.stdout)["results"]["failed_checks"]} == {"CKV2_IMG_2"}


def test_the_script_takes_what_is_named_instead_of_its_folder(tmp_path: Path, canary: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "named").mkdir()
    (tmp_path / "here/main.tf").write_text('resource "aws_s3_bucket" "this" {}\n')
    words = [str(POLICIES / "check.sh"), "--directory", str(tmp_path / "named"), "--output", "json"]
    done = run(words, tmp_path / "here", canary)
    assert json.loads(done.stdout)["resource_count"] == 0
    # The script says that nothing was checked, and does not exit with 0.
    assert "checked nothing" in done.stderr
    assert done.returncode == 3


def test_the_script_says_when_checkov_is_missing(tmp_path: Path) -> None:
    missing = subprocess.run(
        ["/bin/sh", str(POLICIES / "check.sh")],
        cwd=tmp_path,
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert missing.returncode == 127
    assert "install it with" in missing.stderr


@pytest.mark.usefixtures("scans_of_consumers")
def test_nothing_else_of_this_repository_runs_there(canary: Path, tmp_path: Path) -> None:
    assert not canary.exists(), canary.read_text()
    # The canary does work: a Python file that runs writes to it.
    (tmp_path / "handler.py").write_text(CANARY)
    run([sys.executable, "handler.py"], tmp_path, canary)
    assert canary.read_text() == f"{tmp_path / 'handler.py'}\n"


def test_every_data_file_is_one_that_checkovs_loader_reads() -> None:
    """Checkov opens every YAML and JSON file of a clone. Several documents or a tag in one make it crash."""
    for file in tracked():
        text = (ROOT / file).read_text() if file.suffix in (".yaml", ".yml", ".json") else None
        if text is not None:
            json.dumps(json.loads(text) if file.suffix == ".json" else yaml.safe_load(text))


def test_only_policies_are_packages() -> None:
    """Checkov imports from every folder that is a package."""
    assert [file.parts[0] for file in tracked() if file.name == "__init__.py"] == ["policies"]


def test_no_module_takes_the_name_of_one_that_checkov_imports() -> None:
    """Checkov puts every folder of a clone before its own libraries on the import path."""
    theirs = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions())
    ours = {file.stem for file in tracked() if file.suffix == ".py" and not file.name.startswith("__")}
    assert ours & theirs == set()
