"""Runs a program of the tests as a user without rights, as Lambda runs its functions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
LAMBDA = ROOT / "lambdas/process_uploaded_file"
_NOBODY = "65534"
# Root's Python may lie in a folder of root's own: reading stays allowed, which no guard depends on.
_SETPRIV = shutil.which("setpriv", path=os.defpath)
_OPTIONS = (
    *(f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"),
    *("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"),
)

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="without Linux there are no guards")


def unprivileged(module: str, *arguments: str) -> str:
    """Return what the program prints; as root it becomes nobody first, and is skipped where it cannot."""
    become_nobody = [_SETPRIV, *_OPTIONS] if _SETPRIV and os.getuid() == 0 else []
    if os.getuid() == 0 and not become_nobody:
        pytest.skip("root needs setpriv to become nobody; as root the limit on processes is not shown")
    done = subprocess.run(
        [*become_nobody, sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{LAMBDA}", "AWS_SECRET_ACCESS_KEY": "a secret", "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
