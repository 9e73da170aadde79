"""Plans all examples in one root, each as a module, so that Terraform and its provider start once.

An example takes the module from this project's URL. In the copies planned here, a `local_override.tf.json`
replaces the URL with this tree's module, because Terraform merges `*_override.tf.json` into the other files.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from local_aws.engine import ROOT
from local_aws.sts_stub import ACCOUNT, sts_stub
from local_aws.terraform import Terraform
from tests.kept_plans import plan_once

EXAMPLES = ROOT / "examples"
REGION = "eu-central-1"

# Each is one module of the root: its name, and the example's file with its values.
VALUES = {
    "minimal": "minimal/terraform.tfvars.example",
    "bucketav": "bucketav/terraform.tfvars.example",
    "with-guardduty": "with-guardduty/terraform.tfvars.example",
    "cloudfront": "cloudfront/terraform.tfvars.example",
    "complete": "complete/terraform.tfvars.example",
    "dev": "environments/dev.tfvars",
    "prod": "environments/prod.tfvars",
}


SOURCES = ("examples", "tests/unit/examples/planned.py")

Resources = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""The attributes of resources that exist, by module, type and name."""

# Resources that exist already in the planned state, as from a second apply on. AWS generates their ARNs, so a
# first plan cannot show the policies that name them. The other attributes are those whose change would
# replace the resource.
_DISTRIBUTION = {"staging": False, "hosted_zone_id": "Z2FDTNDATAQYW2", "domain_name": "d1.cloudfront.net"}
_KEY = {
    "key_usage": "ENCRYPT_DECRYPT",
    "customer_master_key_spec": "SYMMETRIC_DEFAULT",
    "multi_region": False,
}
MADE_BEFORE: Resources = {
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


@dataclass(frozen=True)
class Planned:
    """The planned resources of one example: their attributes by address.

    Addresses begin inside the example; the module's resources are at `module.image_uploader.TYPE.NAME`.
    `unknown` has `True` in place of each attribute that is unknown until the apply.
    """

    resources: dict[str, dict[str, Any]]
    unknown: dict[str, dict[str, Any]]

    def only(self, kind: str) -> dict[str, Any]:
        """Return the attributes of the one resource of the type `kind`."""
        (found,) = self.all(kind).values()
        return found

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the resources of the type `kind`, of the example and of the module."""
        pattern = re.compile(rf"(^|\.){kind}\.[a-z0-9_]+(\[.*\])?$")
        return {address: values for address, values in self.resources.items() if pattern.search(address)}

    def policy(self, address: str) -> dict[str, dict[str, Any]]:
        """Return the statements of the policy of the resource at `address`, by their Sid."""
        statements = json.loads(self.resources[address]["policy"])["Statement"]
        return {statement["Sid"]: statement for statement in statements}


def plan_examples() -> dict[str, Any]:
    """Return the plan of all of VALUES in the form of `terraform show -json`."""
    return plan_once("examples", SOURCES, partial(_plan, VALUES, MADE_BEFORE, {}))


def examples_by_name() -> dict[str, Planned]:
    """Return the planned resources of each of VALUES, by its name."""
    return _by_name(plan_examples())


def first_apply() -> dict[str, Planned]:
    """Return the first plan of the examples in MADE_BEFORE, without the web ACL, which takes long."""
    names = {module.removeprefix("module.") for module, _, _ in MADE_BEFORE}
    make = partial(_plan, sorted(names), {}, {"enable_waf": False})
    return _by_name(plan_once("first-apply", SOURCES, make))


def _by_name(plan: Mapping[str, Any]) -> dict[str, Planned]:
    made: dict[str, Planned] = {}
    for change in plan["resource_changes"]:
        _, name, address = change["address"].split(".", 2)
        if change["mode"] == "managed":
            planned = made.setdefault(name, Planned({}, {}))
            planned.resources[address] = change["change"]["after"]
            planned.unknown[address] = change["change"]["after_unknown"]
    return made


def _plan(names: Iterable[str], made_before: Resources, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Plan some of VALUES. `inputs` override the module's inputs that an example sets, or adds to them."""
    with tempfile.TemporaryDirectory() as temporary, sts_stub() as stub:
        folder = Path(temporary)
        root = folder / "root"
        shutil.copytree(EXAMPLES, root / "examples")
        (root / "module").symlink_to(ROOT / "module")
        for example in {Path(file).parts[0] for file in VALUES.values()}:
            override: dict[str, Any] = {"module": {"image_uploader": {"source": "../../module"}}}
            override["module"]["image_uploader"] |= inputs
            (root / "examples" / example / "local_override.tf.json").write_text(json.dumps(override))
        (root / "main.tf").write_text("\n".join(_root(names)))
        (folder / "state").mkdir()
        (folder / "state/terraform.tfstate").write_text(json.dumps(_state(made_before)))
        # Without a refresh, Terraform does not look for the existing resources in AWS.
        offline = {"TF_CLI_ARGS_plan": "-refresh=false"}
        terraform = Terraform(root, folder / "state", {**stub.environment(REGION), **offline})
        terraform.init()
        plan = terraform.plan()
        # No data source may look something up in AWS: a person who only plans may not have the right to.
        if stub.unknown_calls:
            raise AssertionError(f"The plan called more of AWS than GetCallerIdentity: {stub.unknown_calls}")
        return plan


def _root(names: Iterable[str]) -> Iterator[str]:
    yield "terraform {\n  required_providers {"
    yield '    terraform = { source = "terraform.io/builtin/terraform" }'  # for decode_tfvars
    yield "  }\n}"
    for name in names:
        file = VALUES[name]
        values = f'provider::terraform::decode_tfvars(file("${{path.module}}/examples/{file}"))'
        # A variable that the file does not set keeps its default.
        assigned = re.findall(r"^(\w+)\s*=", (EXAMPLES / file).read_text(), re.MULTILINE)
        yield f'locals {{\n  {name} = {values}\n}}\nmodule "{name}" {{'
        yield f'  source = "./examples/{Path(file).parts[0]}"'
        yield from (f"  {variable} = local.{name}.{variable}" for variable in assigned)
        yield "}"


def _state(made: Resources) -> dict[str, Any]:
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
