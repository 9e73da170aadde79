"""Notes of which sessions passed on which commit; the release asks for the gate's and for the long proofs.

A session leaves its note at its end: `python -m tools.release.tested NAME`. One that ran on a tree with
changes leaves none, since what it tested is no commit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GATE = ("lint", "unit", "policies", "integration")  # what plain `nox` runs
PROOFS = ("consume", "upgrade", "versions")  # what a consumer of a ref relies on besides


def git(root: Path, *words: str) -> str:
    """Return what git prints about `root`; raises CalledProcessError."""
    command = ["git", *words]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, timeout=60).stdout


def is_clean(root: Path) -> bool:
    """Return whether the tree is what its commit says, with nothing changed and nothing added."""
    return not git(root, "status", "--porcelain")


def note_passed(root: Path, session: str) -> str | None:
    """Note that `session` passed on the commit that is checked out, and return it; None on a changed tree."""
    if not is_clean(root):
        return None
    commit = git(root, "rev-parse", "HEAD").strip()
    note = _note(root, session)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{commit}\n")
    return commit


def untested(root: Path) -> list[str]:
    """Return the sessions that a release needs and that did not pass on the commit that is checked out."""
    commit = git(root, "rev-parse", "HEAD").strip()
    notes = {session: _note(root, session) for session in (*GATE, *PROOFS)}
    return [
        session for session, note in notes.items() if not note.is_file() or note.read_text().strip() != commit
    ]


def _note(root: Path, session: str) -> Path:
    return root / ".local" / "passed" / session


if __name__ == "__main__":
    note_passed(ROOT, sys.argv[1])
