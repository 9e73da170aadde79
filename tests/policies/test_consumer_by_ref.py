"""A consumer's root calls the module by git ref: the one-line command, script and gate scan that module."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.policies import plans
from tests.policies.consumers import (
    TAG,
    WEAK,
    failed,
    gate_steps,
    initialise,
    one_line,
    passed,
    run,
    write_root,
)
from tests.policies.places import MODULE_PLAN, POLICIES

NOWHERE = f"git::file:///nowhere/image-uploader//module?ref={TAG}&depth=1"
CATALOGUE = "Checkov's own catalogue, "  # begins the names of the gate's optional steps
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def done(
    repository: Path, published: str, canary: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Done]:
    """The results of each way to scan, for a root with the module's defaults (`good ...`) and a weak one."""
    folders: dict[str, Path] = {}
    commands: dict[str, tuple[str, dict[str, str]]] = {}
    by_ref = f"git::file://{repository}//module?ref={TAG}&depth=1"
    for name, more in (("good", ""), ("weak", "\n  ".join(WEAK.values()))):
        # Initialised already, with a source from which nothing can be fetched.
        folders[f"{name} by one line"] = root = tmp_path_factory.mktemp(name)
        write_root(root, NOWHERE, more)
        initialise(root, repository, NOWHERE)
        commands[f"{name} by one line"] = one_line(published), {}
        for step, command in gate_steps().items():
            if name == "weak" and step.startswith(CATALOGUE):
                continue
            # A fresh checkout of the consumer's, with our repository beside it.
            folders[f"{name}: {step}"] = workspace = tmp_path_factory.mktemp(name)
            (workspace / ".image-uploader").symlink_to(repository)
            write_root(workspace / "infrastructure", by_ref, more)
            if "plan" in step:
                (workspace / "infrastructure/gate.plan.json").write_text(_plan(weak=name == "weak"))
            if step.startswith(CATALOGUE):  # the step before has initialised the root
                initialise(workspace / "infrastructure", repository, by_ref)
            commands[f"{name}: {step}"] = command
    write_root(folders.setdefault("nothing", tmp_path_factory.mktemp("nothing")), NOWHERE)
    commands["nothing"] = str(POLICIES / "check.sh"), {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {
            name: pool.submit(run, ["bash", "-e", "-c", command], folders[name], canary, **variables)
            for name, (command, variables) in commands.items()
        }
        found = {name: future.result() for name, future in running.items()}
    for name, folder in folders.items():
        left = {path.name for path in folder.rglob("*") if ".terraform" not in path.parts}
        assert left <= {"main.tf", "infrastructure", "gate.plan.json", ".image-uploader", ".terraform"}, name
    return found


def _plan(*, weak: bool) -> str:
    """Return the module's plan; with `weak`, one that allows public bucket policies."""
    if not weak:
        return MODULE_PLAN.read_text()
    whole = plans.read(MODULE_PLAN, plans.instances(MODULE_PLAN)[0])
    blocked = next(one for one in whole.resources if one["type"] == "aws_s3_bucket_public_access_block")
    values = {**blocked["values"], "block_public_policy": False}
    return json.dumps(plans.replaced(whole, blocked["address"], values).as_json())


def of(done: dict[str, Done], beginning: str) -> list[Done]:
    found = [one for name, one in done.items() if name.startswith(beginning)]
    assert found
    return found


def test_one_line_judges_what_terraform_init_has_brought(done: dict[str, Done]) -> None:
    (good,) = of(done, "good by one line")
    assert good.returncode == 0, good.stdout + good.stderr
    (weak,) = of(done, "weak by one line")
    assert weak.returncode == 1, weak.stdout + weak.stderr
    assert failed(weak.stdout) == set(WEAK)
    assert passed(weak.stdout) > 10


def test_the_gate_lets_the_modules_defaults_pass(done: dict[str, Done]) -> None:
    """Covers a root that nothing initialised before, and a plan."""
    for good in of(done, "good: Policies, on the "):
        assert good.returncode == 0, good.stdout + good.stderr
        assert good.stderr == ""  # no "checked nothing"


def test_the_gate_stops_what_is_weak(done: dict[str, Done]) -> None:
    (written,) = of(done, "weak: Policies, on the root")
    assert (written.returncode, failed(written.stdout)) == (1, set(WEAK)), written.stdout
    (planned,) = of(done, "weak: Policies, on the plan")
    assert (planned.returncode, failed(planned.stdout)) == (1, {"CKV2_IMG_2"}), planned.stdout


def test_checkovs_own_catalogue_lets_the_modules_defaults_pass_too(done: dict[str, Done]) -> None:
    for good in of(done, f"good: {CATALOGUE}"):
        assert good.returncode == 0, good.stdout + good.stderr
        assert passed(good.stdout) > 50


def test_nothing_judged_is_no_pass(done: dict[str, Done]) -> None:
    (nothing,) = of(done, "nothing")
    assert nothing.returncode == 3
    assert "checked nothing" in nothing.stderr


def test_every_step_of_the_gate_that_scans_is_run_here() -> None:
    assert len(gate_steps()) == 4
