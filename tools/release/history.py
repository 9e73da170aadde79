"""The releases of a clone, and the commit of each.

A fork or a mirror may have only the main branch, without tags. So a release is found by its tag, or else by
the commit that wrote its dated heading into CHANGELOG.md.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

HEADING = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
TAG = re.compile(r"v(\d+\.\d+\.\d+)")


class ShallowCloneError(Exception):
    """The clone has no history, so no earlier release can be found; the message says how to get it."""


@dataclass(frozen=True)
class Release:
    """A release: its version as in `1.2.0`, and the full hash of its commit."""

    version: str
    commit: str


def releases(root: Path) -> list[Release]:
    """Return the releases in the history of `root`'s current commit, the highest version first.

    Raises:
        ShallowCloneError: the clone has no history.
    """
    if _git(root, "rev-parse", "--is-shallow-repository") == "true":
        raise ShallowCloneError(
            "This clone has no history, so its releases cannot be found. Get it with "
            "`git fetch --unshallow --tags`, then run this again."
        )
    tags = _git(root, "tag", "--list", "v*", "--merged", "HEAD").split()
    found = {
        tag.removeprefix("v"): _git(root, "rev-parse", f"{tag}^{{commit}}")
        for tag in tags
        if TAG.fullmatch(tag)
    }
    for version, date in HEADING.findall(_git(root, "show", "HEAD:CHANGELOG.md")):
        if version not in found:
            # The newest commit counts: a heading may have been removed and added again before the release.
            words = ("log", f"-S## {version} - {date}\n", "-1", "--format=%H", "--", "CHANGELOG.md")
            found[version] = _git(root, *words)
    return [Release(version, found[version]) for version in sorted(found, key=numbers, reverse=True)]


def previous_release(root: Path) -> Release | None:
    """Return the newest release before the current commit of `root`; None before the first one.

    Raises:
        ShallowCloneError: the clone has no history.
    """
    head = _git(root, "rev-parse", "HEAD")
    return next((release for release in releases(root) if release.commit != head), None)


def numbers(version: str) -> tuple[int, ...]:
    """Return the parts of a version as numbers, so that they sort correctly."""
    return tuple(map(int, version.split(".")))


def _git(root: Path, *words: str) -> str:
    """Return git's output for `root`; empty if git fails."""
    # The clone may belong to another user (a container's volume), which git refuses by default.
    command = ["git", "-c", f"safe.directory={root}", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip()
