"""The Terraform files of the cases: written ones, and copies of a written one with something changed.

A folder of cases may hold `changes.toml`. Each table in it is one more case: the file of another case, with
each key replaced by its value, and named after the table.

- A key is a piece of the file, which must occur exactly once. A space in it stands for any white space.
- ` ... ` in a key stands for any text, as little as possible. In the value it stands for that text again.
- `&` in a value stands for the whole piece, and `; ` for the end of a line.
- `from` names the case to start from, written or of a table, or leads to another folder's. Above all tables
  it does so for each of them; without it, that is `pass`.
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
    """Return the text of a folder's Terraform files, written or derived, by their paths below this folder."""
    files = {file.relative_to(HERE): file.read_text() for file in sorted(folder.rglob("*.tf"))}
    for file in sorted(folder.rglob("changes.toml")):
        derived = derive(file.parent, tomllib.loads(file.read_text()))
        files.update({(file.parent / f"{name}.tf").relative_to(HERE): text for name, text in derived.items()})
    return files


def derive(folder: Path, table: Mapping[str, Any]) -> dict[str, str]:
    """Return the cases that changes make of written ones, by name; raises ValueError as `replaced` does."""
    default = table.get("from", BASE)
    changes: dict[str, dict[str, str]] = {name: case for name, case in table.items() if name != "from"}
    return {name: _derived(name, folder, changes, default) for name in changes}


def with_shared(folder: Path) -> dict[Path, str]:
    """Return a folder's Terraform files and those of the modules that cases use."""
    parts = (folder, *(CASES / name for name in SHARED))
    return {path: text for part in parts for path, text in hcl(part).items()}


def digest(folder: Path) -> str:
    """Return a digest of all that a folder's plan is made from."""
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
    """Rename what is named after a case: Terraform's names, and AWS's, which take hyphens."""
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
