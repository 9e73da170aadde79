"""Releases are found by tag, and without tags by the commit that dated their section of the changelog."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.release.checks import git
from tools.release.history import ShallowCloneError, previous_release, releases


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which 1.9.0 has a tag and 1.10.0 only a date, which was taken back once."""
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Tester")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "tester@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    root = tmp_path / "repository"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    commit(root, "## 1.9.0 - 2030-01-01\n")
    commit(root, "## 1.9.0 - 2030-01-02\n")
    git(root, "tag", "v1.9.0")
    commit(root, "## Unreleased\n\n## 1.9.0 - 2030-01-02\n")
    commit(root, "## 1.10.0 - 2030-01-03\n\n## 1.9.0 - 2030-01-02\n")
    commit(root, "## Unreleased\n\nMore.\n\n## 1.9.0 - 2030-01-02\n")
    commit(root, "## 1.10.0 - 2030-01-03\n\n## 1.9.0 - 2030-01-02\n")
    commit(root, "## Unreleased\n\n## 1.10.0 - 2030-01-03\n\nMore.\n\n## 1.9.0 - 2030-01-02\n")
    return root


def commit(root: Path, changelog: str) -> None:
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Something")


def test_releases_are_sorted_by_number_and_found_with_and_without_a_tag(root: Path) -> None:
    commits = git(root, "log", "--format=%H").split()
    assert [(release.version, release.commit) for release in releases(root)] == [
        ("1.10.0", commits[1]),
        ("1.9.0", commits[5]),
    ]


def test_without_its_tag_a_release_is_the_commit_that_wrote_its_date(root: Path) -> None:
    by_tag = releases(root)
    git(root, "tag", "--delete", "v1.9.0")
    assert releases(root) == by_tag


def test_a_tag_decides_where_there_is_one(root: Path) -> None:
    git(root, "tag", "v1.10.0", "HEAD")
    assert releases(root)[0].commit == git(root, "rev-parse", "HEAD").strip()


def test_what_is_checked_out_is_not_its_own_predecessor(root: Path) -> None:
    previous = previous_release(root)
    assert previous
    assert previous.version == "1.10.0"
    git(root, "checkout", "--quiet", previous.commit)
    before = previous_release(root)
    assert before
    assert before.version == "1.9.0"


def test_before_the_first_release_there_is_none(root: Path) -> None:
    git(root, "checkout", "--quiet", "v1.9.0")
    assert previous_release(root) is None


def test_a_clone_without_history_is_told_how_to_get_it(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), str(clone))
    with pytest.raises(ShallowCloneError, match="`git fetch --unshallow --tags`"):
        releases(clone)
    git(clone, "fetch", "--quiet", "--unshallow", "--tags")
    assert releases(clone) == releases(root)
