"""Where the policies' tests find and leave things."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
POLICIES = ROOT / "policies"
CASES = HERE / "cases"
UNRELATED = HERE / "unrelated"
STACK = HERE / "stack"
SHARED = ("api", "uploader")
"""Folders of cases that are modules of the others."""

PLANS = HERE / "plans.zip"
MODULE_PLAN = ROOT / ".local/plan.json"
REPORTS = ROOT / ".local/policies"
EXAMPLES_PLAN = REPORTS / "examples.json"
SCHEMA = REPORTS / "schema.json"


def case_folders() -> list[Path]:
    """Return the folders with cases, one for each policy."""
    return sorted(CASES.glob("ckv2_img_*"))


def sources(folder: Path) -> str:
    """Return a digest of all files that a folder's plan is made from."""
    digest = hashlib.sha256()
    for part in (folder, *(CASES / name for name in SHARED)):
        for file in sorted(part.rglob("*.tf")):
            digest.update(f"{file.relative_to(HERE)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
