"""What the policies say of themselves."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.policies.places import POLICIES

FILE = re.compile(r"ckv2_img_(\d\d)_[a-z0-9_]+\.(?:py|yaml)")


@dataclass(frozen=True)
class Description:
    """One policy, as a reader meets it."""

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


def policies() -> list[Description]:
    """Return all policies by number. Those in Python need Checkov's policies to be loaded."""
    found = [_read(file) for file in POLICIES.iterdir() if FILE.fullmatch(file.name)]
    return sorted(found, key=lambda one: one.number)


def _read(file: Path) -> Description:
    if file.suffix == ".yaml":
        policy = yaml.safe_load(file.read_text())
        said: dict[str, Any] = policy["metadata"]
        (kind,) = policy["definition"]["and"][0]["value"]
        return Description(
            *(said["id"], said["name"], said["severity"], kind, said["guideline"], said["promise"]),
            tuple(said.get("controls", ())),
            file,
        )
    check = importlib.import_module(file.stem).check
    return Description(
        *(check.ID, check.NAME, check.SEVERITY, check.KIND, check.GUIDELINE, check.PROMISE),
        tuple(check.CONTROLS),
        file,
    )
