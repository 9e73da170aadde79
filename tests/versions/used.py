"""What Terraform files use of a provider: every argument that they set, every attribute that they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2

META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
REFERENCE = re.compile(
    r"\b(?P<data>data\.)?(?P<type>aws_[a-z0-9_]+)\.\w+(?:\[[^\]]*\])?\.(?P<name>[a-z0-9_]+)"
)


@dataclass(frozen=True, order=True)
class Use:
    """An argument or attribute of a resource type; those of data sources begin with `data.`.

    `path` has the names of the blocks around it and its own: `("rule", "filter")`.
    """

    type: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.type, *self.path))


def uses(files: Iterable[Path]) -> set[Use]:
    """Return what the files set and read."""
    found: set[Use] = set()
    for file in files:
        text = file.read_text()
        for match in REFERENCE.finditer(re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)):
            found.add(Use(f"{match['data'] or ''}{match['type']}", (match["name"],)))
        parsed: dict[str, Any] = hcl2.loads(text)
        for kind, prefix in (("resource", ""), ("data", "data.")):
            for block in parsed.get(kind, ()):
                for type_, named in block.items():
                    for body in named.values():
                        found |= set(_arguments(f"{prefix}{_bare(type_)}", (), body))
    return found


def _arguments(type_: str, path: tuple[str, ...], body: dict[str, Any]) -> Iterator[Use]:
    for name, value in body.items():
        if name in META or name.startswith("__"):  # the parser's own notes begin so
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
