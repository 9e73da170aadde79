"""Plan every example at once: each is a module of one root, so that Terraform and its provider start once.

An example's source is this project's URL, as a person copies it. Terraform merges `*_override.tf.json` into
the files beside it: so a copy gets the module of this tree in place of the URL, and no file is edited.
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

# A module of the root for each, by the values that come with the example.
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

# What the examples refer to by an ARN that AWS makes up. Until it exists, a plan cannot show a policy that
# names it: so the examples are planned as they are from the second apply on.
# The other attributes are those whose change would make a new one.
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
    """What one example would make: attributes by address, without the example's own name in front.

    The module's own resources are at `module.image_uploader.TYPE.NAME`. `unknown` has `True` in the place of
    each attribute that only the apply will tell.
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
    """Return the plan of all of VALUES, each a module by its name, as Terraform shows it."""
    return plan_once("examples", SOURCES, partial(_plan, VALUES, MADE_BEFORE, {}))


def examples_by_name() -> dict[str, Planned]:
    """Return what each of VALUES would make."""
    return _by_name(plan_examples())


def first_apply() -> dict[str, Planned]:
    """Return what the examples of MADE_BEFORE would make at first, without the web ACL, which takes long."""
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
        offline = {"TF_CLI_ARGS_plan": "-refresh=false"}  # what exists already is not looked at in AWS
        terraform = Terraform(root, folder / "state", {**stub.environment(REGION), **offline})
        terraform.init()
        plan = terraform.plan()
        # A data source would look something up in AWS, which a person who only plans may not be able to.
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
        # What the file does not set keeps its default, as for the person who copies it.
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
