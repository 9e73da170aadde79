"""The Terraform files of the cases: written ones, and copies of one that passes with something changed.

A folder of cases may hold `changes.toml` beside its `pass.tf`. Each table in it is one more case: `pass.tf`
with the table's name, and with each key replaced by its value.

- A key is a piece of the file, which must occur exactly once. A space in it stands for any white space.
- ` ... ` in a key stands for any text, as little as possible. In the value it stands for that text again.
- `&` in a value stands for the whole piece.
- `from` names another case of the table to start from.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from tests.policies.places import CASES, HERE

SHARED = ("api", "uploader")
"""Folders of cases that are modules of the others."""

BASE = "pass"


def hcl(folder: Path) -> dict[Path, str]:
    """Return the text of a folder's Terraform files, written or derived, by their paths below this folder."""
    files = {file.relative_to(HERE): file.read_text() for file in sorted(folder.rglob("*.tf"))}
    for file in sorted(folder.rglob("changes.toml")):
        inside = file.parent.relative_to(HERE)
        changes = tomllib.loads(file.read_text())
        for name in changes:
            files[inside / f"{name}.tf"] = _derived(name, files[inside / f"{BASE}.tf"], changes)
    return files


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


def _derived(name: str, base: str, changes: dict[str, dict[str, str]]) -> str:
    steps, case = [], name
    while case != BASE:
        steps.append(changes[case])
        case = changes[case].get("from", BASE)
    text = _named(base, name)
    for step in reversed(steps):
        for old, new in step.items():
            if old != "from":
                text = replaced(text, old, new)
    return text


def _named(base: str, name: str) -> str:
    """Rename what is named after the base: Terraform's names, and AWS's, which take hyphens."""
    text = re.sub(rf'(?<=" "){BASE}(?=" \{{)|(?<=\.){BASE}(?=\.)', name, base)
    return re.sub(rf"\b{BASE}\b", name.replace("_", "-"), text)


def replaced(text: str, old: str, new: str) -> str:
    """Return the text with one piece replaced; raises ValueError unless it occurs exactly once."""
    pieces = (r"\s+".join(map(re.escape, piece.split())) for piece in old.split(" ... "))
    found = list(re.finditer(rf"(?<!\S){r'(\s.*?\s)'.join(pieces)}(?!\S)", text, re.DOTALL))
    if len(found) != 1:
        raise ValueError(f"{old!r} occurs {len(found)} times, and not once")
    elided = iter(found[0].groups())
    made = re.sub(r"\s\.\.\.\s|&", lambda sign: found[0][0] if sign[0] == "&" else next(elided), new)
    return text[: found[0].start()] + made + text[found[0].end() :]
