"""The Terraform files of the cases: written ones, and ones derived from these by `changes.toml`.

Each table in a folder's `changes.toml` is one more case, named after the table. Its text is the file of
another case, with each key of the table replaced by its value.

- A key is a piece of the file that occurs exactly once. A space in it matches any white space.
- ` ... ` in a key matches any text, as short as possible. In the value it stands for the same text.
- `&` in a value stands for the whole piece, and `; ` for a line break.
- `from` names the case to start from: a written case, another table, or a path to another folder's case.
  A `from` above all tables is the default for each of them; without it, the default is `pass`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.policies.places import CASES, HERE

SHARED = ("api", "uploader")
"""Folders of cases that are modules of the others."""

BASE = "pass"


def hcl(folder: Path) -> dict[Path, str]:
    """Return the text of a folder's Terraform files, written and derived, by path relative to `HERE`."""
    files = {file.relative_to(HERE): file.read_text() for file in sorted(folder.rglob("*.tf"))}
    for file in sorted(folder.rglob("changes.toml")):
        derived = derive(file.parent, tomllib.loads(file.read_text()))
        files.update({(file.parent / f"{name}.tf").relative_to(HERE): text for name, text in derived.items()})
    return files


def derive(folder: Path, table: Mapping[str, Any]) -> dict[str, str]:
    """Return the derived cases of a `changes.toml` by name; raises ValueError as `replaced` does."""
    default = table.get("from", BASE)
    changes: dict[str, dict[str, str]] = {name: case for name, case in table.items() if name != "from"}
    return {name: _derived(name, folder, changes, default) for name in changes}


def with_shared(folder: Path) -> dict[Path, str]:
    """Return a folder's Terraform files, and the files of the modules that the cases call."""
    parts = (folder, *(CASES / name for name in SHARED))
    return {path: text for part in parts for path, text in hcl(part).items()}


def digest(folder: Path) -> str:
    """Return a digest of all files that a folder's plan depends on."""
    made = hashlib.sha256()
    for path, text in with_shared(folder).items():
        made.update(f"{path}\0{text}\0".encode())
    return made.hexdigest()


def write(files: dict[Path, str], root: Path) -> None:
    """Write files below a root."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def _derived(name: str, folder: Path, changes: Mapping[str, Mapping[str, str]], default: str) -> str:
    steps, case = [], name
    while case in changes:
        steps.append(changes[case])
        case = changes[case].get("from", default)
    text = (folder / f"{case}.tf").read_text()
    for step in reversed(steps):
        for old, new in step.items():
            if old != "from":
                text = replaced(text, old, new)
    return _renamed(text, Path(case).name, name)


def _renamed(text: str, old: str, new: str) -> str:
    """Replace the case's name in Terraform's names, and, with hyphens, in AWS's names."""
    text = re.sub(rf'(?<="){old}(?=" \{{)|(?<=\.){old}\b', new, text)
    return re.sub(rf"\b{old.replace('_', '-')}\b(?!-)", new.replace("_", "-"), text)


def replaced(text: str, old: str, new: str) -> str:
    """Return the text with one piece replaced; raises ValueError unless it occurs exactly once."""
    pieces = (r"\s+".join(map(re.escape, piece.split())) for piece in old.split(" ... "))
    found = list(re.finditer(rf"(?<!\S){r'(\s.*?\s)'.join(pieces)}(?!\S)", text, re.DOTALL))
    if len(found) != 1:
        raise ValueError(f"{old!r} occurs {len(found)} times, and not once")
    signs = {"&": found[0][0], "; ": "\n"}
    elided = iter(found[0].groups())
    made = re.sub(r"\s\.\.\.\s|&|; ", lambda sign: signs.get(sign[0]) or next(elided), new)
    return text[: found[0].start()] + made + text[found[0].end() :]
