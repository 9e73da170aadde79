"""Make a release of the commit that is checked out: checks, then an annotated tag. Pushing is left to you.

nox -s release -- 1.2.0
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
from pathlib import Path

from tools.release.checks import ReleaseError, problems, section

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Return the exit status: 0 when the tag was made."""
    parser = argparse.ArgumentParser(prog="nox -s release --", description=__doc__)
    parser.add_argument("version", help="three numbers, as in 1.2.0")
    version = parser.parse_args().version
    try:
        tag = release(ROOT, version, dt.datetime.now(tz=dt.UTC).date())
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{tag} is made. To publish it: git push origin main {tag}")
    return 0


def release(root: Path, version: str, today: dt.date) -> str:
    """Tag what is checked out in `root` as `version` and return the tag's name.

    Raises ReleaseError, with a sentence for everything that stands against it.
    """
    found = list(problems(root, version, today))
    if found:
        raise ReleaseError("\n".join(["Not released:", *(f"- {problem}" for problem in found)]))
    tag = f"v{version}"
    message = f"{tag}\n\n{section(root, version)}"
    # As it is: git would take the changelog's headings for comments.
    words = ["git", "tag", "--annotate", "--cleanup=verbatim", "--file=-", tag]
    done = subprocess.run(words, cwd=root, input=message, text=True, capture_output=True, check=False)
    if done.returncode:
        raise ReleaseError(f"git could not make the tag: {done.stderr.strip()}")
    return tag


if __name__ == "__main__":
    sys.exit(main())
