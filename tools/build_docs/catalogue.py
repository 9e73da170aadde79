"""The policies' own texts, read without Checkov, which is in a separate environment."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLICIES = Path(__file__).parents[2] / "policies"
FILE = re.compile(r"ckv2_img_\d\d_[a-z0-9_]+\.py")


@dataclass(frozen=True)
class Description:
    """The texts of one policy."""

    id: str
    name: str
    severity: str
    kind: str
    guideline: str
    promise: str
    controls: tuple[str, ...]
    file: Path

    @property
    def number(self) -> int:
        """The number in the id."""
        return int(self.id.rsplit("_", 1)[1])


def policies(folder: Path = POLICIES) -> list[Description]:
    """Return all policies of a folder by number. Raises KeyError if a policy lacks a text."""
    found = [_read(file) for file in folder.iterdir() if FILE.fullmatch(file.name)]
    return sorted(found, key=lambda one: one.number)


def _read(file: Path) -> Description:
    values = _literals(file)
    texts = {name: values[name] for name in ("id", "name", "severity", "kind", "guideline", "promise")}
    return Description(**texts, controls=tuple(values.get("controls", ())), file=file)


def _literals(file: Path) -> dict[str, Any]:
    """Return the literals of the policy's class; each file has one class."""
    (policy,) = (one for one in ast.parse(file.read_text()).body if isinstance(one, ast.ClassDef))
    found = {}
    for line in policy.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            found[line.targets[0].id.lower()] = ast.literal_eval(line.value)
    return found
