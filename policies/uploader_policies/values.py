"""Access to the attributes of a resource, the same for HCL and for plans.

Reading an attribute that is not known yet raises NotKnownError, so a policy cannot mistake it for a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final


class NotKnownError(Exception):
    """A policy needs a value that is not known in this scan; the message names the attribute."""


@dataclass(frozen=True)
class Unknown:
    """Takes the place of a value that is known only when variables are set or the plan is applied.

    Attributes:
        expression: the HCL expression, if it is known.
    """

    expression: str = ""


UNKNOWN: Final = Unknown()


def holds_unknown(value: Any) -> bool:
    """Return whether `value` is or contains an Unknown."""
    if isinstance(value, Mapping):
        return any(holds_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(holds_unknown(item) for item in value)
    return isinstance(value, Unknown)


class Block:
    """The attributes and nested blocks of a resource, or of one of its blocks.

    An absent attribute, null and an empty list of blocks are treated alike.

    Attributes:
        where: its address for messages, such as `aws_s3_bucket.uploads.logging`.
    """

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self.where = where

    def raw(self, name: str) -> Any:
        """Return the value, which may be or contain Unknown; None if there is none."""
        return self._values.get(name)

    def names(self) -> Iterator[str]:
        """Yield the names of attributes and blocks that have a value."""
        for name, value in self._values.items():
            if value not in (None, [], {}):
                yield name

    def get(self, name: str) -> Any:
        """Return the value, None if there is none. Raises NotKnownError."""
        value = self._values.get(name)
        if holds_unknown(value):
            raise NotKnownError(f"{self.where}.{name}")
        return value

    def text(self, name: str) -> str:
        """Return the string, "" if there is none; a boolean is "true" or "false". Raises NotKnownError."""
        value = self.get(name)
        return "" if value is None else as_text(value)

    def flag(self, name: str) -> bool:
        """Return whether the value is true; false if there is none. Raises NotKnownError."""
        return self.text(name) == "true"

    def number(self, name: str) -> float | None:
        """Return the number, None if there is none. Raises NotKnownError, also if it is not a number."""
        value = self.get(name)
        if value is None:
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise NotKnownError(f"{self.where}.{name} as a number") from None

    def texts(self, name: str) -> list[str]:
        """Return a list of strings; a single string becomes a list of one. Raises NotKnownError."""
        return [as_text(item) for item in as_list(self.get(name))]

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a map; its values may be Unknown. Raises NotKnownError if the map itself is not known."""
        value = self._values.get(name)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value  # the HCL parser returns a map in a list
        if isinstance(value, Unknown):
            raise NotKnownError(f"{self.where}.{name}")
        return dict(value) if isinstance(value, Mapping) else {}

    def document(self, name: str) -> dict[str, Any] | None:
        """Return a JSON document, None if there is none. Raises NotKnownError, also if it is not JSON."""
        value = self.get(name)
        if isinstance(value, list) and len(value) == 1:
            (value,) = value
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                raise NotKnownError(f"{self.where}.{name} as JSON") from None
        return value if isinstance(value, dict) else None

    def blocks(self, name: str) -> list[Block]:
        """Return the nested blocks of that name. Raises NotKnownError if their number is not known."""
        value = self._values.get(name)
        if any(isinstance(item, Unknown) for item in as_list(value)):
            raise NotKnownError(f"{self.where}.{name}")
        return [
            Block(item, f"{self.where}.{name}[{number}]" if number else f"{self.where}.{name}")
            for number, item in enumerate(as_list(value))
            if isinstance(item, Mapping)
        ]

    def block(self, *path: str) -> Block:
        """Return the first block at a path of nested blocks; an empty block if there is none.

        Raises NotKnownError.
        """
        here = self
        for name in path:
            here = next(iter(here.blocks(name)), Block({}, f"{here.where}.{name}"))
        return here

    def has_block(self, name: str) -> bool:
        """Return whether there is such a block, even an empty one. Raises NotKnownError."""
        return bool(self.blocks(name))


def as_text(value: Any) -> str:
    """Return a value as Terraform converts it to a string; Checkov returns booleans as "True" and "False"."""
    text = str(value)
    return text.lower() if text in ("True", "False") else text


def as_list(value: Any) -> list[Any]:
    """Return a list unchanged, None as an empty list, and any other value as a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
