"""Reads the kept plans of the cases. They are kept because Terraform takes long to make them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from tests.policies.case_files import digest
from tests.policies.places import PLANS


def kept_plan(folder: Path) -> dict[str, Any]:
    """Return the kept plan of a folder of HCL; raises AssertionError if the folder has changed since."""
    with zipfile.ZipFile(PLANS) as archive:
        kept = json.loads(archive.read(f"{folder.name}.json"))
    if kept["sources"] != digest(folder):
        raise AssertionError(f"{folder.name} has changed: plan it again by `nox -s policies -- --record`")
    plan: dict[str, Any] = kept["plan"]
    return plan
