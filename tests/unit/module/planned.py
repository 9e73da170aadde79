"""What a plan says about one instance of the module."""

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
    """A resource to be made: its address inside the module, its values, and which of them are not known yet.

    `unknown` has the form of `values`: a mapping or list where a part is known, True where nothing is.
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
        """Return the values of the one resource of that type and name."""
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
        """Return a resource as it is written in the module, by `type.name`."""
        (found,) = [
            resource for resource in self.configuration["resources"] if resource["address"] == address
        ]
        source: Values = found
        return source

    def references(self, address: str, argument: str) -> list[str]:
        """Return what an argument of a resource refers to in the module."""
        references: list[str] = self.source(address)["expressions"][argument]["references"]
        return references

    def for_each_references(self, address: str) -> list[str]:
        """Return what a resource's `for_each` refers to in the module."""
        references: list[str] = self.source(address)["for_each_expression"]["references"]
        return references


def argument_paths(expressions: object, path: str = "") -> set[str]:
    """Return the paths of all arguments that are written, such as `alias.name`."""
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
    """Return the paths of what is not known yet, such as `alias.name`: places in lists are left out."""
    if unknown is True:
        return {path}
    if isinstance(unknown, dict):
        return {found for name, inner in unknown.items() for found in unknown_paths(inner, _join(path, name))}
    if isinstance(unknown, list):
        return {found for inner in unknown for found in unknown_paths(inner, path)}
    return set()


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
