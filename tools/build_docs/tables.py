"""The README's tables of inputs and outputs, from the module's own declarations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import hcl2

from tools.build_docs.markers import between

type Block = Mapping[str, Any]
NO_DEFAULT = object()


def with_tables(document: str, module: Path) -> str:
    """Return `document` with the tables of the module's inputs and outputs between their markers.

    Raises MarkerError where a marker is missing.
    """
    document = between(document, "inputs", inputs(module / "variables.tf"))
    return between(document, "outputs", outputs(module / "outputs.tf"))


def inputs(file: Path) -> str:
    """Return the table of the variables in `file`, in their order; those without default are "required"."""
    rows = [
        (f"`{name}`", _text(block["description"]), _code(_type(block["type"])), _default(block))
        for name, block in _blocks(file, "variable")
    ]
    return table(("name", "what it is", "type", "default"), rows)


def outputs(file: Path) -> str:
    """Return the table of the outputs in `file`, in their order."""
    rows = [(f"`{name}`", _text(block["description"])) for name, block in _blocks(file, "output")]
    return table(("name", "what it is"), rows)


def _blocks(file: Path, kind: str) -> Iterator[tuple[str, Block]]:
    with file.open() as stream:
        for block in hcl2.load(stream)[kind]:
            ((name, content),) = block.items()
            yield name.strip('"'), content


def _text(quoted: str) -> str:
    """Return a literal string's value; HCL's escapes are those of JSON, plus `$${` and `%%{`."""
    text: str = json.loads(quoted)
    return text.replace("$${", "${").replace("%%{", "%{")


def _expression(value: Any) -> str:
    """Return a parsed value in Terraform's syntax."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        entries = ", ".join(f"{key} = {_expression(entry)}" for key, entry in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_expression, value))}]"
    return str(value)


def _type(parsed: str) -> str:
    """Return a type in Terraform's syntax: the parser puts `${}` around a type of more than one word."""
    inner = re.sub(r"^\$\{(.*)\}$", r"\1", parsed, flags=re.DOTALL)
    return re.sub(r"(?<!\{)\}\)", " })", inner.replace("object({", "object({ "))


def _default(block: Block) -> str:
    value = block.get("default", NO_DEFAULT)
    return "**required**" if value is NO_DEFAULT else _code(_expression(value))


def _code(text: str) -> str:
    return f"`{text}`"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ("---",) * len(heads), *rows]
    # A bar would end the cell, also inside code.
    return "\n".join(f"| {' | '.join(cell.replace('|', '\\|') for cell in line)} |" for line in lines)
