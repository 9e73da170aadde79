"""Release the current commit: run the checks and all proofs, and create an annotated tag. It does not push.

nox -s release -- 1.2.0
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.release.checks import ReleaseError, git, problems, section

ROOT = Path(__file__).parents[2]
GATE = ("lint", "unit", "policies", "integration")  # what plain `nox` runs
PROOFS = ("consume", "upgrade", "versions")  # what users of a ref also rely on


def main() -> int:
    """Return the exit status: 0 if the tag was made, or with `--tagged` its commit passes the checks."""
    parser = argparse.ArgumentParser(prog="nox -s release --", description=__doc__)
    parser.add_argument("version", help="three numbers, as in 1.2.0")
    parser.add_argument("--tagged", action="store_true", help="only check the commit of a tag that exists")
    options = parser.parse_args()
    try:
        if options.tagged:
            check(ROOT, options.version, None)
        else:
            tag = release(ROOT, options.version, dt.datetime.now(tz=dt.UTC).date(), run_sessions)
            print(f"{tag} is made. To publish it: git push origin main {tag}")
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check(root: Path, version: str, today: dt.date | None) -> None:
    """Raise ReleaseError with a sentence for each problem, if there is any."""
    found = list(problems(root, version, today))
    if found:
        raise ReleaseError("\n".join(["Not released:", *(f"- {problem}" for problem in found)]))


def run_sessions(root: Path) -> None:
    """Run the gate and the long proofs, which take about half an hour; raise ReleaseError if one fails."""
    words = [sys.executable, "-m", "nox", "--stop-on-first-error", "--session", *GATE, *PROOFS]
    if subprocess.run(words, cwd=root, check=False).returncode:
        raise ReleaseError("Not released:\n- A session failed: its output is above.")


def release(root: Path, version: str, today: dt.date, prove: Callable[[Path], None]) -> str:
    """Tag the current commit of `root` as `version` and return the tag's name.

    `prove` raises if the tree does not work. Raises ReleaseError.
    """
    check(root, version, today)
    commit = git(root, "rev-parse", "HEAD").strip()
    prove(root)
    check(root, version, today)  # again, because the proofs take half an hour
    tag = f"v{version}"
    message = f"{tag}\n\n{section(root, version)}"
    # Unchanged, because git would treat the changelog's headings as comments.
    words = ["git", "tag", "--annotate", "--cleanup=verbatim", "--file=-", tag, commit]
    done = subprocess.run(words, cwd=root, input=message, text=True, capture_output=True, check=False)
    if done.returncode:
        raise ReleaseError(f"git could not make the tag: {done.stderr.strip()}")
    return tag


if __name__ == "__main__":
    sys.exit(main())
