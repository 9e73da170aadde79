"""The paths of the files that the policies' tests read and write."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
POLICIES = ROOT / "policies"
CASES = HERE / "cases"
UNRELATED = HERE / "unrelated"
STACK = HERE / "stack"
PLANS = HERE / "plans.zip"
MODULE_PLAN = ROOT / ".local/plan.json"
REPORTS = ROOT / ".local/policies"
EXAMPLES_PLAN = REPORTS / "examples.json"
SCHEMA = REPORTS / "schema.json"


def case_folders() -> list[Path]:
    """Return the folders of cases, one for each policy."""
    return sorted(CASES.glob("ckv2_img_*"))
