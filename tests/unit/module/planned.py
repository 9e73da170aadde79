"""What a plan says about one instance of the module."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
        changes = plan["resource_changes"]
        self.resources = [
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


def unknown_attributes(unknown: object, path: str = "") -> Iterator[str]:
    """Yield the paths of what is not known, such as `alias.name`: list positions are left out."""
    if unknown is True:
        yield path
    elif isinstance(unknown, dict):
        for name, inner in unknown.items():
            yield from unknown_attributes(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(unknown, list):
        for inner in unknown:
            yield from unknown_attributes(inner, path)
