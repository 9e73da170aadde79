"""The plans that the policies' tests scan, made by Terraform without AWS. Runs in the `dev` environment.

    python -m tests.policies.planning           the module and the examples, into `.local/`
    python -m tests.policies.planning --record  the cases, into `plans.zip`, those that changed

The provider's schema is kept beside the plans; what it is for, tests/policies/mutation/unset.py says.

The cases hold many web ACLs, each of which takes the provider seconds: so their plans are kept, and a test
tells when one is out of date.
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

from local_aws.sts_stub import ACCOUNT, sts_stub
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
from tests.unit.examples.planned import REGION, plan_as_json

Plan = dict[str, Any]

# What the examples refer to by an ARN that AWS makes up. Until it exists, a plan cannot show a policy that
# names it: so the examples are planned as they are from the second apply on.
# The other attributes are those whose change would make a new one.
_DISTRIBUTION = {"staging": False, "hosted_zone_id": "Z2FDTNDATAQYW2", "domain_name": "d1.cloudfront.net"}
_KEY = {
    "key_usage": "ENCRYPT_DECRYPT",
    "customer_master_key_spec": "SYMMETRIC_DEFAULT",
    "multi_region": False,
}
MADE_BEFORE: dict[tuple[str, str, str], dict[str, Any]] = {
    ("module.cloudfront", "aws_cloudfront_distribution", "files"): {
        "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1CLOUDFRONT",
        "id": "E1CLOUDFRONT",
        **_DISTRIBUTION,
    },
    ("module.complete", "aws_cloudfront_distribution", "files"): {
        "arn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1COMPLETE",
        "id": "E1COMPLETE",
        **_DISTRIBUTION,
    },
    ("module.complete", "aws_kms_key", "uploads"): {
        "arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000000",
        "id": "00000000-0000-0000-0000-000000000000",
        "key_id": "00000000-0000-0000-0000-000000000000",
        **_KEY,
    },
}


def plan_stack(folder: Path) -> Plan:
    """Return the plan of `stack/`, the module in both modes, and keep the schema of the provider."""
    with sts_stub() as stub:
        terraform = Terraform(STACK, folder / "state", stub.environment(REGION))
        terraform.init()
        lock = hashlib.sha256((STACK / ".terraform.lock.hcl").read_bytes()).hexdigest()
        if not provider_schema.is_current(lock):
            provider_schema.keep(lock, terraform.schemas())
        return terraform.plan()


def plan_examples(folder: Path) -> Plan:
    """Return the plan of all examples, each a module by its name."""
    plan, unknown_calls = plan_as_json(folder, _state(MADE_BEFORE))
    if unknown_calls:
        raise AssertionError(f"A plan asks for nothing but the account: {unknown_calls}")
    return plan


def plan_folder(folder: Path, temporary: Path) -> Plan:
    """Return the plan of a folder with cases, or of all in `unrelated/`, each a module by its name."""
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


def _state(made: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Plan:
    """Return a state in which these resources exist, with these attributes."""
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 1,
        "lineage": "made-before",
        "outputs": {},
        "resources": [
            {
                "module": module,
                "mode": "managed",
                "type": kind,
                "name": name,
                "provider": f'{module}.provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [{"schema_version": 1 if "cloudfront" in kind else 0, "attributes": attributes}],
            }
            for (module, kind, name), attributes in made.items()
        ],
    }


def write_plans() -> None:
    """Plan module and examples side by side and write both."""
    EXAMPLES_PLAN.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        for name in ("stack", "examples"):
            (Path(folder) / name).mkdir()
        stack = pool.submit(plan_stack, Path(folder) / "stack")
        examples = pool.submit(plan_examples, Path(folder) / "examples")
        for made, path in ((stack, MODULE_PLAN), (examples, EXAMPLES_PLAN)):
            path.write_text(json.dumps(made.result()))


def record() -> None:
    """Plan the cases whose files changed, and keep the plans."""
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
