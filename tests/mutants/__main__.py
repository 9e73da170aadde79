"""Break the functions on purpose, one line at a time, in a copy; each mutant must fail its test.

The status is 1 if a mutant survives, or if a test fails without any.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.mutants import MUTANTS, ROOT, Mutant

COPIED = ("docs", "lambdas", "local_aws", "module", "pyproject.toml", "tests")
FAILED = 1  # pytest's status when tests ran and failed


def main() -> int:
    """Return the exit status."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, copy / name)
        sound = pytest(copy, *sorted({mutant.test for mutant in MUTANTS}))
        if sound.returncode != 0:
            print(f"The tests fail without a mutant: {sound.stdout[-3000:]}{sound.stderr[-1000:]}")
            return 1
        survivors = [mutant for mutant in MUTANTS if not is_killed(mutant, copy)]
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants killed.")
    return 1 if survivors else 0


def is_killed(mutant: Mutant, copy: Path) -> bool:
    """Return whether the mutant's test fails."""
    path = copy / "lambdas" / mutant.file
    sound = path.read_text()
    path.write_text(sound.replace(mutant.old, mutant.new))
    try:
        killed = pytest(copy, mutant.test).returncode == FAILED
    finally:
        path.write_text(sound)
    print("killed  " if killed else "SURVIVED", mutant.file, repr(mutant.old.strip()), flush=True)
    return killed


def pytest(copy: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run test files in the copy up to the first failure."""
    options = ("-q", "-x", "-W", "ignore::ResourceWarning")
    paths = [str(copy / "tests/unit" / file) for file in files]
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *options, *paths],
        cwd=copy,
        env={"PATH": "", "HOME": str(copy), "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
