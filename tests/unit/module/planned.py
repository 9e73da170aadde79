"""One instance of the module in a plan: its resources, and their source."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import tftest

Values = dict[str, Any]
Statement = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A planned resource; `address` begins inside the module.

    `unknown` has the form of `values`: True in place of an unknown value, a mapping or list around such a
    value.
    """

    address: str
    type: str
    name: str
    key: str | int | None
    values: Values
    unknown: Values


class Instance:
    """One instance of the module in a plan, by its address, such as `module.plain` or `module.long["x"]`."""

    def __init__(self, plan: tftest.TerraformPlanOutput, address: str) -> None:
        self.address = address
        self.call: Values = plan["configuration"]["root_module"]["module_calls"][
            re.split(r"[.\[]", address)[1]
        ]
        self.configuration: Values = self.call["module"]
        changes = plan["resource_changes"]
        self.resources: list[Resource] = [
            Resource(
                change["address"].removeprefix(f"{address}."),
                change["type"],
                change["name"],
                change.get("index"),
                change["change"]["after"],
                change["change"]["after_unknown"],
            )
            for change in changes
            if change.get("module_address") == address and change["mode"] == "managed"
        ]

    def every(self, type_: str) -> list[Values]:
        """Return the values of all resources of a type."""
        return [resource.values for resource in self.resources if resource.type == type_]

    def the(self, type_: str, name: str = "this") -> Values:
        """Return the values of the only resource of that type and name; AssertionError if not exactly one."""
        found = [
            resource.values for resource in self.resources if (resource.type, resource.name) == (type_, name)
        ]
        if len(found) != 1:
            raise AssertionError(f"{self.address} has {len(found)} of {type_}.{name}, not one")
        return found[0]

    def by_key(self, type_: str, name: str = "this") -> dict[str | int, Values]:
        """Return the values of the resources of that type and name by their `for_each` key."""
        return {
            resource.key: resource.values
            for resource in self.resources
            if (resource.type, resource.name) == (type_, name) and resource.key is not None
        }

    def types(self) -> set[str]:
        """Return the types of all resources."""
        return {resource.type for resource in self.resources}

    def statements(self, type_: str, name: str = "this") -> dict[str, Statement]:
        """Return the statements of a policy by `Sid`."""
        return {
            statement["Sid"]: statement
            for statement in json.loads(self.the(type_, name)["policy"])["Statement"]
        }

    def environment(self, function: str) -> dict[str, str]:
        """Return a function's environment variables."""
        variables: dict[str, str] = self.the("aws_lambda_function", function)["environment"][0]["variables"]
        return variables

    def source(self, address: str) -> Values:
        """Return a resource's configuration in the module; `address` is `type.name`."""
        (found,) = [
            resource for resource in self.configuration["resources"] if resource["address"] == address
        ]
        source: Values = found
        return source

    def references(self, address: str, argument: str) -> list[str]:
        """Return the references in an argument of a resource, such as `local.api_path`."""
        references: list[str] = self.source(address)["expressions"][argument]["references"]
        return references

    def for_each_references(self, address: str) -> list[str]:
        """Return the references in a resource's `for_each`."""
        references: list[str] = self.source(address)["for_each_expression"]["references"]
        return references


def argument_paths(expressions: object, path: str = "") -> set[str]:
    """Return the paths of all arguments that the configuration sets, such as `alias.name`."""
    if isinstance(expressions, list):
        return {found for block in expressions for found in argument_paths(block, path)}
    if not isinstance(expressions, dict):
        raise TypeError(f"{path} is neither an argument nor a block")
    if not expressions or expressions.keys() & {"references", "constant_value"}:
        return {path}
    return {
        found for name, inner in expressions.items() for found in argument_paths(inner, _join(path, name))
    }


def unknown_paths(unknown: object, path: str = "") -> set[str]:
    """Return the paths of all unknown values, such as `alias.name`, without list indexes."""
    if unknown is True:
        return {path}
    if isinstance(unknown, dict):
        return {found for name, inner in unknown.items() for found in unknown_paths(inner, _join(path, name))}
    if isinstance(unknown, list):
        return {found for inner in unknown for found in unknown_paths(inner, path)}
    return set()


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
