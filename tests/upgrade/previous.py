"""Which release a consumer would come from."""

from __future__ import annotations

import subprocess
from pathlib import Path

# Before there is a release: the first commit whose packages could do everything.
FIRST_COMPLETE = "870ff90"


class NoPreviousReleaseError(Exception):
    """This clone does not have what the upgrade starts from; the message says how to get it."""


def previous_release(root: Path) -> str:
    """Return the newest release before what is checked out, else the first commit that was complete.

    Raises NoPreviousReleaseError for a clone without history: its newest tag may not be the previous release.
    """
    if _git(root, "rev-parse", "--is-shallow-repository") != "false":
        raise NoPreviousReleaseError(
            "This clone has no history, so nothing that could be upgraded from was tested. Get it with "
            "`git fetch --unshallow --tags`, then run this again."
        )
    tags = _git(root, "tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname").split()
    head = _git(root, "rev-parse", "HEAD")
    earlier = [tag for tag in tags if _git(root, "rev-parse", f"{tag}^{{commit}}") != head]
    if earlier:
        return earlier[0]
    if _git(root, "cat-file", "-t", FIRST_COMPLETE) != "commit":
        raise NoPreviousReleaseError(
            f"Neither a release nor the commit {FIRST_COMPLETE} is in this clone, so nothing that could be "
            "upgraded from was tested. Get the releases with `git fetch --tags`, then run this again."
        )
    return FIRST_COMPLETE


def _git(root: Path, *words: str) -> str:
    """Return what git prints about `root`, nothing where it fails."""
    # What is checked out may belong to another user (a container's volume), which git asks about.
    command = ["git", "-c", f"safe.directory={root}", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip()
