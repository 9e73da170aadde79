"""The module plans, and its own tests pass, on the oldest supported Terraform and the newest available."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_aws.engine import ROOT
from local_aws.sts_stub import StsStub, sts_stub
from local_aws.terraform import WHEEL_PYTHON, Terraform

REGION = "eu-central-1"
WHEELS = {
    "1.9.8": f"'{ROOT}/.nox/terraform-oldest/bin/python' '{ROOT}/tests/versions/oldest_terraform.py'",
    "1.15.5": f"'{WHEEL_PYTHON}' '{ROOT}/local_aws/terraform_wheel.py'",
}
ROOT_TF = {
    "provider": {"aws": {"region": REGION}},
    "module": {
        mode: {
            "source": "./module",
            "region": REGION,
            "environment": mode,
            "api_image_upload_domain_name": f"{mode}.uploads.example.com",
            "backend_certificate_arn": f"arn:aws:acm:{REGION}:123456789012:certificate/0a1b2c3d",
            "uploads_bucket_name": "acme-uploads",
            "use_bucketav": mode == "scanned",
            "bucketav_sns_findings_topic_name": "findings" if mode == "scanned" else None,
        }
        for mode in ("plain", "scanned")
    },
}


@dataclass(frozen=True)
class Planned:
    """The version that Terraform prints, and the addresses in its plan."""

    version: str
    addresses: set[str]


@pytest.fixture(scope="session")
def stub() -> Iterator[StsStub]:
    with sts_stub() as running:
        yield running


@pytest.fixture(scope="session")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A PATH for each version, with this version as its only Terraform."""
    found = {}
    for version, words in WHEELS.items():
        script = tmp_path_factory.mktemp("bin") / "terraform"
        script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        script.chmod(0o755)
        found[version] = f"{script.parent}:/usr/bin:/bin"
    return found


@pytest.fixture(scope="session")
def planned(
    paths: dict[str, str], stub: StsStub, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Planned]:
    with pytest.MonkeyPatch.context() as patch:
        found = {}
        for version, path in paths.items():
            patch.setenv("PATH", path)
            found[version] = plan(tmp_path_factory.mktemp("terraform") / "root", stub)
        return found


def plan(root: Path, stub: StsStub) -> Planned:
    """Plan both modes with the Terraform on the PATH."""
    root.mkdir()
    (root / "module").symlink_to(ROOT / "module")
    (root / "main.tf.json").write_text(json.dumps(ROOT_TF))
    terraform = Terraform(root, root.parent / "state", stub.environment(REGION))
    terraform.init()
    terraform.validate()
    changes = terraform.plan()["resource_changes"]
    return Planned(terraform.version(), {change["address"] for change in changes})


def test_these_are_the_versions_that_they_are_said_to_be(planned: dict[str, Planned]) -> None:
    assert {version: plan.version for version, plan in planned.items()} == {
        version: version for version in WHEELS
    }


def test_the_oldest_is_of_the_line_that_the_module_asks_for() -> None:
    (least,) = re.findall(r'required_version = ">= ([\d.]+)"', (ROOT / "module/versions.tf").read_text())
    assert min(WHEELS, key=lambda version: [int(part) for part in version.split(".")]).startswith(f"{least}.")


def test_both_plan_the_same(planned: dict[str, Planned]) -> None:
    oldest, newest = planned.values()
    assert len(oldest.addresses) > 100
    assert oldest.addresses == newest.addresses


@pytest.mark.parametrize("version", WHEELS)
def test_the_modules_own_tests_pass(paths: dict[str, str], version: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.module.native"],
        cwd=ROOT,
        env={**os.environ, "PATH": paths[version], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^Success! \d+ passed, 0 failed\.$", done.stdout, re.MULTILINE), done.stdout
