"""Makes the plans that the policies' tests scan, without AWS. Runs in the `dev` environment.

    python -m tests.policies.planning           the module and the examples, into `.local/`
    python -m tests.policies.planning --record  the cases that changed, into `plans.zip`

The provider's schema is kept beside the plans, for `tests/policies/mutation/unset.py`.

The plans of the cases are kept in the repository, because each of their many web ACLs takes the provider
seconds. A test fails if a kept plan is out of date.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from local_aws.sts_stub import sts_stub
from local_aws.terraform import Terraform
from tests.policies import case_files, provider_schema
from tests.policies.places import (
    EXAMPLES_PLAN,
    HERE,
    MODULE_PLAN,
    PLANS,
    STACK,
    UNRELATED,
    case_folders,
)
from tests.unit.examples.planned import REGION, plan_examples

Plan = dict[str, Any]


def plan_stack(folder: Path) -> Plan:
    """Return the plan of `stack/`, the module in every scan mode; keep the provider's schema if it is new."""
    with sts_stub() as stub:
        terraform = Terraform(STACK, folder / "state", stub.environment(REGION))
        terraform.init()
        lock = hashlib.sha256((STACK / ".terraform.lock.hcl").read_bytes()).hexdigest()
        if not provider_schema.is_current(lock):
            provider_schema.keep(lock, terraform.schemas())
        return terraform.plan()


def plan_folder(folder: Path, temporary: Path) -> Plan:
    """Return the plan of one case folder, or of all folders in `unrelated/`; each folder is one module."""
    root = temporary / "root"
    case_files.write(case_files.with_shared(folder), root)
    modules = [folder] if folder != UNRELATED else sorted(folder.iterdir())
    calls = [f'module "{one.name}" {{\n  source = "./{one.relative_to(HERE)}"\n}}\n' for one in modules]
    (root / "main.tf").write_text("\n".join([f'provider "aws" {{\n  region = "{REGION}"\n}}\n', *calls]))
    return _plan(root, temporary)


def _plan(root: Path, folder: Path) -> Plan:
    with sts_stub() as stub:
        terraform = Terraform(root, folder / "state", stub.environment(REGION))
        terraform.init()
        return terraform.plan()


def write_plans() -> None:
    """Write the plans of the module and of the examples. The session `unit` may have made the second."""
    EXAMPLES_PLAN.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        stack = pool.submit(plan_stack, Path(folder))
        examples = pool.submit(plan_examples)
        for made, path in ((stack, MODULE_PLAN), (examples, EXAMPLES_PLAN)):
            path.write_text(json.dumps(made.result()))


def record() -> None:
    """Plan the cases whose files changed, and write all kept plans into `plans.zip`."""
    kept: dict[str, bytes] = {}
    if PLANS.exists():
        with zipfile.ZipFile(PLANS) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
    current = {}
    for kept_folder in (*case_folders(), UNRELATED):
        name, digest = f"{kept_folder.name}.json", case_files.digest(kept_folder)
        if name not in kept or json.loads(kept[name])["sources"] != digest:
            print(f"planning {kept_folder.name}", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                plan = plan_folder(kept_folder, Path(folder))
            kept[name] = json.dumps({"sources": digest, "plan": plan}, sort_keys=True).encode()
            _write(kept)
        current[name] = kept[name]
    _write(current)


def _write(members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(PLANS, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), members[name], zipfile.ZIP_DEFLATED, 9
            )


if __name__ == "__main__":
    record() if "--record" in sys.argv[1:] else write_plans()
