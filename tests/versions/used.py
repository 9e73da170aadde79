"""Finds the arguments and blocks that Terraform files set, and the attributes that they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2

META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
REFERENCE = re.compile(
    r"\b(?P<data>data\.)?(?P<type>aws_[a-z0-9_]+)\.\w+(?:\[[^\]]*\])?(?:\.(?P<name>[a-z0-9_]+))?"
)
FOR = re.compile(r"\bfor\s+(?:\w+\s*,\s*)?(?P<variable>\w+)\s+in\b")


@dataclass(frozen=True, order=True)
class Use:
    """An argument, block or attribute of a resource type; a data source's type begins with `data.`.

    `path` has the names of the blocks around it and its own name: `("rule", "filter")`.
    """

    type: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.type, *self.path))


def uses(files: Iterable[Path]) -> set[Use]:
    """Return everything that the files set and read."""
    found: set[Use] = set()
    for file in files:
        text = re.sub(r"^\s*#.*$", "", file.read_text(), flags=re.MULTILINE)
        for match in REFERENCE.finditer(text):
            if match["name"]:
                found.add(Use(f"{match['data'] or ''}{match['type']}", (match["name"],)))
        for loop in _loops(text):
            found |= set(loop.uses(loop.variable, loop.body))
        parsed: dict[str, Any] = hcl2.loads(text)
        for kind, prefix in (("resource", ""), ("data", "data.")):
            for block in parsed.get(kind, ()):
                for type_, named in block.items():
                    for body in named.values():
                        found |= set(_arguments(f"{prefix}{_bare(type_)}", (), body))
                        found |= set(_through_each(body))
    return found


@dataclass(frozen=True)
class Loop:
    """A `for` expression: its variable, its collection, and the expression for each element."""

    variable: str
    collection: str
    body: str

    def uses(self, variable: str, text: str) -> Iterator[Use]:
        """Yield the attributes that `text` reads of `variable`, an element of the collection."""
        names = re.findall(rf"(?<![\w.]){re.escape(variable)}\.([a-z0-9_]+)", text)
        for match in REFERENCE.finditer(self.collection):
            around = (match["name"],) if match["name"] else ()
            for name in names:
                yield Use(f"{match['data'] or ''}{match['type']}", (*around, name))


def _loops(text: str) -> Iterator[Loop]:
    for match in FOR.finditer(text):
        colon = _end(text, match.end(), ":")
        yield Loop(match["variable"], text[match.end() : colon], text[colon + 1 : _end(text, colon + 1)])


def _end(text: str, start: int, mark: str = "") -> int:
    """Return the index of `mark` outside inner brackets, or of the bracket that closes around `start`."""
    depth = 0
    for index in range(start, len(text)):
        if depth == 0 and text[index] in f")]}}{mark}":
            return index
        depth += (text[index] in "([{") - (text[index] in ")]}")
    return len(text)


def _through_each(body: dict[str, Any]) -> Iterator[Use]:
    """Yield the attributes read of `each.value`, if it is another resource or a part of one."""
    over = str(body.get("for_each", ""))
    as_it_is = Loop("", over, "=> ")  # for_each = aws_x.y
    for loop in [*_loops(over)] or [as_it_is]:
        if re.search(rf"=>\s*{loop.variable}\s*$", loop.body):
            yield from loop.uses("each.value", str(body))


def _arguments(type_: str, path: tuple[str, ...], body: dict[str, Any]) -> Iterator[Use]:
    for name, value in body.items():
        if name in META or name.startswith("__"):  # the parser's own keys begin so
            continue
        if name == "dynamic":
            for block in value:
                for inner, definition in block.items():
                    yield Use(type_, (*path, _bare(inner)))
                    for content in definition["content"]:
                        yield from _arguments(type_, (*path, _bare(inner)), content)
            continue
        yield Use(type_, (*path, name))
        for block in value if isinstance(value, list) else ():
            if isinstance(block, dict) and "__is_block__" in block:
                yield from _arguments(type_, (*path, name), block)


def _bare(quoted: str) -> str:
    return quoted.strip('"')
