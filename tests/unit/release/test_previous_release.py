"""The upgrade is tested from the release before, or it says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.tested import git
from tests.upgrade import previous
from tests.upgrade.previous import NoPreviousReleaseError, previous_release


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of three commits, the first two of which are releases."""
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Tester")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "tester@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    root = tmp_path / "repository"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    for tag in ("v1.9.0", "v1.10.0", ""):
        git(root, "commit", "--quiet", "--allow-empty", "--message=Something")
        if tag:
            git(root, "tag", tag)
    return root


def test_it_is_the_newest_by_number(root: Path) -> None:
    assert previous_release(root) == "v1.10.0"


def test_what_is_checked_out_is_not_its_own_predecessor(root: Path) -> None:
    git(root, "checkout", "--quiet", "v1.10.0")
    assert previous_release(root) == "v1.9.0"


def test_before_there_is_one_it_is_the_first_complete_commit(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = git(root, "rev-parse", "v1.9.0").strip()
    monkeypatch.setattr(previous, "FIRST_COMPLETE", first)
    git(root, "tag", "--delete", "v1.9.0", "v1.10.0")
    assert previous_release(root) == first


def test_a_clone_without_history_is_told_how_to_get_it(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), str(clone))
    with pytest.raises(NoPreviousReleaseError, match="`git fetch --unshallow --tags`"):
        previous_release(clone)
    git(clone, "fetch", "--quiet", "--unshallow", "--tags")
    assert previous_release(clone) == "v1.10.0"


def test_a_clone_without_tags_is_told_how_to_get_them(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-tags", root.as_uri(), str(clone))
    with pytest.raises(NoPreviousReleaseError, match="`git fetch --tags`"):
        previous_release(clone)
