"""The module plans on the oldest Terraform that it supports and on the newest that can be had here."""

from __future__ import annotations

import json
import re
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
    """What one version says of itself, and the addresses that it would make."""

    version: str
    addresses: set[str]


@pytest.fixture(scope="session")
def stub() -> Iterator[StsStub]:
    with sts_stub() as running:
        yield running


@pytest.fixture(scope="session")
def planned(stub: StsStub, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Planned]:
    with pytest.MonkeyPatch.context() as patch:
        found = {}
        for version, words in WHEELS.items():
            folder = tmp_path_factory.mktemp("terraform")
            script = folder / "bin/terraform"
            script.parent.mkdir()
            script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
            script.chmod(0o755)
            patch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
            found[version] = plan(folder / "root", stub)
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
