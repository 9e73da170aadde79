"""Attributes of a resource, read in one way whether they come from HCL or from a plan.

Reading an attribute that cannot be known yet raises NotKnownError: so no policy can take it for a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final


class NotKnownError(Exception):
    """A value that a decision needs is not known in this scan; the message names it."""


@dataclass(frozen=True)
class Unknown:
    """Stands where a value will be, once somebody sets a variable or applies the plan.

    expression: what is written there, where that is known.
    """

    expression: str = ""


UNKNOWN: Final = Unknown()


def holds_unknown(value: Any) -> bool:
    """Tell whether an Unknown stands anywhere in `value`."""
    if isinstance(value, Mapping):
        return any(holds_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(holds_unknown(item) for item in value)
    return isinstance(value, Unknown)


class Block:
    """The attributes and nested blocks of a resource or of a block in it.

    `where` is its place in words, for messages. Absent, null and an empty list of blocks are the same.
    """

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self.where = where

    def raw(self, name: str) -> Any:
        """Return the value as it was read, in which an Unknown may stand; None where there is none."""
        return self._values.get(name)

    def names(self) -> Iterator[str]:
        """Yield the names of attributes and blocks that have a value."""
        for name, value in self._values.items():
            if value not in (None, [], {}):
                yield name

    def get(self, name: str) -> Any:
        """Return the value, None where there is none. Raises NotKnownError."""
        value = self._values.get(name)
        if holds_unknown(value):
            raise NotKnownError(f"{self.where}.{name}")
        return value

    def text(self, name: str) -> str:
        """Return the string, empty where there is none; of a flag `true` or `false`. Raises NotKnownError."""
        value = self.get(name)
        return "" if value is None else as_text(value)

    def flag(self, name: str) -> bool:
        """Return whether the value is true. Raises NotKnownError."""
        return self.text(name) == "true"

    def number(self, name: str) -> float | None:
        """Return the number, None where there is none. Raises NotKnownError, for what is no number too."""
        value = self.get(name)
        if value is None:
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise NotKnownError(f"{self.where}.{name}") from None

    def texts(self, name: str) -> list[str]:
        """Return a list of strings; a lone string counts as a list of one. Raises NotKnownError."""
        return [as_text(item) for item in as_list(self.get(name))]

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a map, whose values may be Unknown. Raises NotKnownError for an unknown map."""
        value = self._values.get(name)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value  # how HCL's parser hands out maps
        if isinstance(value, Unknown):
            raise NotKnownError(f"{self.where}.{name}")
        return dict(value) if isinstance(value, Mapping) else {}

    def document(self, name: str) -> dict[str, Any] | None:
        """Return a JSON document, None where there is none. Raises NotKnownError, for what is no JSON too."""
        value = self.get(name)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                raise NotKnownError(f"{self.where}.{name}") from None
        return value if isinstance(value, dict) else None

    def blocks(self, name: str) -> list[Block]:
        """Return the nested blocks of that name. Raises NotKnownError where their number is unknown."""
        value = self._values.get(name)
        if any(isinstance(item, Unknown) for item in as_list(value)):
            raise NotKnownError(f"{self.where}.{name}")
        return [
            Block(item, f"{self.where}.{name}[{number}]" if number else f"{self.where}.{name}")
            for number, item in enumerate(as_list(value))
            if isinstance(item, Mapping)
        ]

    def block(self, *path: str) -> Block:
        """Return the first block at a path of nested blocks; one without attributes where there is none."""
        here = self
        for name in path:
            here = next(iter(here.blocks(name)), Block({}, f"{here.where}.{name}"))
        return here

    def has_block(self, name: str) -> bool:
        """Tell whether there is such a block, be it empty. Raises NotKnownError."""
        return bool(self.blocks(name))


def as_text(value: Any) -> str:
    """Return a value as Terraform writes it in a string; Checkov writes flags as Python does."""
    text = str(value)
    return text.lower() if text in ("True", "False") else text


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, nothing as an empty list, and anything else as a list of it."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
