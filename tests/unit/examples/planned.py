"""Plan every example at once: each is a module of one root, so that Terraform and its provider start once.

An example's source is this project's URL, as a person copies it. Terraform merges `*_override.tf.json` into
the files beside it: so a copy gets the module of this tree in place of the URL, and no file is edited.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.engine import ROOT
from local_aws.sts_stub import sts_stub
from local_aws.terraform import Terraform

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


def plan_as_json(folder: Path, state: dict[str, Any] | None = None) -> tuple[dict[str, Any], list[str]]:
    """Plan all of VALUES in `folder`, each as a module by its name; return the plan as Terraform shows it.

    And the AWS calls that nobody expected. `state` is what exists already, and is not looked at in AWS.
    """
    root = folder / "root"
    shutil.copytree(EXAMPLES, root / "examples")
    (root / "module").symlink_to(ROOT / "module")
    for example in {Path(file).parts[0] for file in VALUES.values()}:
        override = {"module": {"image_uploader": {"source": "../../module"}}}
        (root / "examples" / example / "local_override.tf.json").write_text(json.dumps(override))
    (root / "main.tf").write_text("\n".join(_root()))
    if state is not None:
        (folder / "state").mkdir()
        (folder / "state/terraform.tfstate").write_text(json.dumps(state))
    with sts_stub() as stub:
        offline = {"TF_CLI_ARGS_plan": "-refresh=false"}
        terraform = Terraform(root, folder / "state", {**stub.environment(REGION), **offline})
        terraform.init()
        return terraform.plan(), stub.unknown_calls


def plan_examples(folder: Path) -> tuple[dict[str, Planned], list[str]]:
    """Plan all of VALUES in `folder`; return what each would make, and the AWS calls that nobody expected."""
    plan, unknown_calls = plan_as_json(folder)
    made: dict[str, Planned] = {name: Planned({}, {}) for name in VALUES}
    for change in plan["resource_changes"]:
        _, name, address = change["address"].split(".", 2)
        if change["mode"] == "managed":
            made[name].resources[address] = change["change"]["after"]
            made[name].unknown[address] = change["change"]["after_unknown"]
    return made, unknown_calls


def _root() -> Iterator[str]:
    yield "terraform {\n  required_providers {"
    yield '    terraform = { source = "terraform.io/builtin/terraform" }'  # for decode_tfvars
    yield "  }\n}"
    for name, file in VALUES.items():
        values = f'provider::terraform::decode_tfvars(file("${{path.module}}/examples/{file}"))'
        # What the file does not set keeps its default, as for the person who copies it.
        assigned = re.findall(r"^(\w+)\s*=", (EXAMPLES / file).read_text(), re.MULTILINE)
        yield f'locals {{\n  {name} = {values}\n}}\nmodule "{name}" {{'
        yield f'  source = "./examples/{Path(file).parts[0]}"'
        yield from (f"  {variable} = local.{name}.{variable}" for variable in assigned)
        yield "}"
