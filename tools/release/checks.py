"""The checks of a tree before its release."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.release.history import HEADING, ShallowCloneError, numbers, releases

BEFORE_A_VERSION = (
    r"\?ref=",  # a module's or the policies' source
    r"--branch ",  # a clone
    r"/\.github/\S+@",  # a workflow or an action of this repository; others keep their version
    r"\brev: ",  # a hook
    r"\w-ref: ",  # an input of the gate
    r"\bplaceholder: ",  # an issue form
    r"\brelease -- ",  # the commands of a release
    r"\borigin main ",
    r"^  version: ",  # the interface
)
COPIED = re.compile(rf"(?:{'|'.join(BEFORE_A_VERSION)})v?(\d+\.\d+\.\d+)\b", re.MULTILINE)
HISTORY = {"CHANGELOG.md", "UPGRADING.md"}  # they also mention other versions
MAX_TREE_BYTES = 25_000_000  # bytes; every `terraform init` downloads the tree


class ReleaseError(Exception):
    """The release is not possible; the message says why."""


def problems(root: Path, version: str, today: dt.date | None) -> Iterator[str]:
    """Yield a sentence for each problem that prevents the release of `root` as `version`.

    `today` is the date of the release; None if its tag exists already.
    """
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        yield f"{version} is no version: write three numbers, as in 1.2.0."
        return
    yield from _tree(root)
    if today:
        yield from _tags(root, version)
    yield from _changelog(root, version, today)
    yield from documents(root, version)
    yield from _packages(root)


def section(root: Path, version: str) -> str:
    """Return the changelog's section of `version`, without its heading."""
    text = (root / "CHANGELOG.md").read_text()
    (body,) = re.findall(
        rf"^## {re.escape(version)} - .*?$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    return str(body).strip() + "\n"


def git(root: Path, *words: str) -> str:
    """Return git's output for `root`; raises CalledProcessError."""
    command = ["git", *words]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, timeout=60).stdout


def _tree(root: Path) -> Iterator[str]:
    if git(root, "status", "--porcelain"):
        yield "The tree has uncommitted changes: commit or stash them."
    size = sum(int(line.split()[3]) for line in _blobs(root))
    if size > MAX_TREE_BYTES:
        yield f"The tree has {size:,} bytes, more than the {MAX_TREE_BYTES:,} that a consumer should fetch."


def _blobs(root: Path) -> list[str]:
    tree = git(root, "ls-tree", "-r", "--long", "HEAD").splitlines()
    return [line for line in tree if line.split()[1] == "blob"]


def _tags(root: Path, version: str) -> Iterator[str]:
    tags = git(root, "tag", "--list", "v*").split()
    if f"v{version}" in tags:
        yield f"v{version} already exists: a published tag must never move."
    try:
        newest = max((release.version for release in releases(root)), key=numbers, default=version)
    except ShallowCloneError as error:
        yield str(error)
        return
    if numbers(newest) > numbers(version):
        yield f"{version} is lower than {newest}, which is released: choose a higher version."


def _changelog(root: Path, version: str, today: dt.date | None) -> Iterator[str]:
    headings = HEADING.findall((root / "CHANGELOG.md").read_text())
    if not headings or headings[0][0] != version:
        found = headings[0][0] if headings else "none"
        yield f"The newest section of CHANGELOG.md is {found}: it must be `## {version} - {today or 'DATE'}`."
        return
    if today and headings[0][1] != str(today):
        yield f"CHANGELOG.md has the date {headings[0][1]} for {version}: today is {today}."
    if not section(root, version).strip():
        yield f"The section {version} of CHANGELOG.md is empty."


def documents(root: Path, version: str) -> Iterator[str]:
    """Yield a sentence for each version of this module that readers would copy and that is not `version`."""
    patterns = [f":(glob)**/*.{ending}" for ending in ("md", "tf", "yml", "yaml")]
    for name in sorted(git(root, "ls-files", "-z", "--", *patterns).split("\0")):
        if name and name not in HISTORY and (root / name).is_file():
            for other in sorted(set(COPIED.findall((root / name).read_text())) - {version}):
                yield f"{name} names version {other}, not {version}."


def _packages(root: Path) -> Iterator[str]:
    words = [sys.executable, "-m", "tools.build_packages", "--check"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        output = (done.stderr or done.stdout).strip()
        yield f"The committed packages are not what the sources build:\n{output}"
