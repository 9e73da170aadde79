"""The schema of the AWS provider's resource types, from a file, because Terraform is slow to print it.

`tests.policies.planning` writes the file into `.local/` when Terraform's lock file has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.policies.places import SCHEMA

PROVIDER = "registry.terraform.io/hashicorp/aws"


@dataclass(frozen=True)
class Block:
    """A resource type, or a block in one: the arguments that a configuration may set.

    Attributes:
        attributes: the attributes' types, in Terraform's notation, such as `["list", "string"]`.
        blocks: the nested blocks.
        required: the names of the required attributes and blocks.
    """

    attributes: Mapping[str, Any]
    blocks: Mapping[str, Block]
    required: frozenset[str]


def is_current(lock: str) -> bool:
    """Tell whether the kept schema is of this lock file, given by its SHA-256 hash."""
    return SCHEMA.exists() and json.loads(SCHEMA.read_bytes())["lock"] == lock


def keep(lock: str, schemas: Mapping[str, Any]) -> None:
    """Keep the resource types of `terraform providers schema -json`, without descriptions."""
    types = schemas["provider_schemas"][PROVIDER]["resource_schemas"]
    kept = {kind: _written(schema["block"]) for kind, schema in types.items()}
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(json.dumps({"lock": lock, "types": kept}))


@cache
def types() -> Mapping[str, Block]:
    """Return all resource types by name."""
    return {kind: _block(written) for kind, written in json.loads(SCHEMA.read_bytes())["types"].items()}


def _written(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block's settable attributes, its blocks, and the names of the required ones."""
    attributes, blocks, required = {}, {}, []
    for name, attribute in block.get("attributes", {}).items():
        nested = attribute.get("nested_type")
        if attribute.get("required") or attribute.get("optional"):
            if nested:
                blocks[name] = _written(nested)
            else:
                attributes[name] = attribute["type"]
        if attribute.get("required"):
            required.append(name)
    for name, inner in block.get("block_types", {}).items():
        blocks[name] = _written(inner["block"])
        if inner.get("min_items"):
            required.append(name)
    return {"attributes": attributes, "blocks": blocks, "required": required}


def _block(written: Mapping[str, Any]) -> Block:
    blocks = {name: _block(inner) for name, inner in written["blocks"].items()}
    return Block(written["attributes"], blocks, frozenset(written["required"]))
