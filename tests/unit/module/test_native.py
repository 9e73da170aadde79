"""The module's own tests pass; `python -m tests.unit.module.native` shows them one by one."""

from __future__ import annotations

import subprocess
import sys

from local_aws.engine import ROOT


def test_terraform_test_passes() -> None:
    words = [sys.executable, "-m", "tests.unit.module.native"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert " passed, 0 failed." in said.stdout
