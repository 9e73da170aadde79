"""The checks of Checkov's catalogue that `.checkov.yaml` skips, with their reasons."""

from __future__ import annotations

import re

from tests.policies.places import ROOT

HCL_ALONE = "HCL alone: "


def skips() -> dict[str, str]:
    """Return the reasons by id; raises AssertionError for an id without a reason, or listed twice."""
    text = (ROOT / ".checkov.yaml").read_text()
    entries = re.findall(r"^  - (CKV\w+)(.*)$", text, re.MULTILINE)
    found: dict[str, str] = {}
    for check, rest in entries:
        reason = re.fullmatch(r" # (\S.{20,})", rest)
        if reason is None or check in found:
            raise AssertionError(f"{check} in .checkov.yaml needs one entry, with a reason behind it")
        found[check] = reason.group(1)
    return found
