"""A release is made of a tree that is clean, tested and says its version, and of no other."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from local_aws.engine import ROOT
from tools.release.__main__ import GATE, check, release
from tools.release.checks import COPIED, ReleaseError, documents, git
from tools.release.history import HEADING

TODAY = dt.date(2030, 1, 2)
CHANGELOG = (
    "# Changelog\n\n## 1.2.0 - 2030-01-02\n\n- Something new.\n\n## 1.1.0 - 2029-01-01\n\n- Something old.\n"
)

# What people read, and what of it names a version that is not to be copied: history, comparisons, a standard.
READ = ("*.md", "*.yml", "*.yaml", "*.tf", "*.hcl", "*.sh", "*.example")
NOT_COPIED = ("CHANGELOG.md", "UPGRADING.md", "docs/performance.md", "docs/policy-coverage.md")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that could be released as 1.2.0: its build_packages says that all is well."""
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Tester")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "tester@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    root = tmp_path / "repository"
    files = {
        ".gitignore": ".local/\n__pycache__/\n",
        "CHANGELOG.md": CHANGELOG,
        "README.md": 'source = "git::https://example.com/x.git//module?ref=v1.2.0&depth=1"\n',
        "docs/openapi.yaml": "info:\n  version: 1.2.0\n",
        "examples/minimal/main.tf": 'source = "git::https://example.com/x.git//module?ref=v1.2.0&depth=1"\n',
        "CONTRIBUTING.md": "nox -s release -- 1.2.0\n",
        "DEVELOPMENT.md": "git push origin main v1.2.0\n",
        "UPGRADING.md": "## To 1.2.0\n\nA root that takes `?ref=v1.1.0` needs a new input.\n",
        "policies/README.md": "git clone --depth 1 --branch v1.2.0 https://example.com/x.git\n",
        "policies/hook.md": "  - repo: https://example.com/x.git\n    rev: v1.2.0\n",
        "policies/step.md": "- uses: OWNER/image-uploader/.github/actions/policies@v1.2.0\n",
        ".github/workflows/gate.yml": (
            "#  uses: OWNER/image-uploader/.github/workflows/gate.yml@v1.2.0\nsteps:\n"
            "  - uses: actions/checkout@v4\n  - uses: actions/cache@v4.2.1\n"
        ),
        ".github/workflows/inputs.yml": "#    uploader-ref: v1.2.0\n",
        ".github/ISSUE_TEMPLATE/bug.yml": "placeholder: v1.2.0\n",
        "tools/build_packages/__main__.py": "import sys\nsys.exit(0)\n",
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    git(root.parent, "init", "--quiet", "--initial-branch=main", str(root))
    commit(root)
    return root


def commit(root: Path) -> None:
    """Commit everything."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Something")


def prove(root: Path) -> None:
    """Stand for sessions that pass."""


def refused(root: Path, version: str = "1.2.0") -> list[str]:
    """Return the reasons for which there is no release, having checked that there is no tag either."""
    before = git(root, "tag")
    with pytest.raises(ReleaseError) as caught:
        release(root, version, TODAY, prove)
    assert git(root, "tag") == before
    return str(caught.value).splitlines()[1:]


def test_a_release_is_an_annotated_tag_of_the_tested_commit_with_its_changes(root: Path) -> None:
    assert release(root, "1.2.0", TODAY, prove) == "v1.2.0"
    assert git(root, "cat-file", "-t", "v1.2.0").strip() == "tag"
    assert git(root, "rev-parse", "v1.2.0^{commit}") == git(root, "rev-parse", "HEAD")
    assert (
        git(root, "tag", "--list", "--format=%(contents)", "v1.2.0").strip() == "v1.2.0\n\n- Something new."
    )


@pytest.mark.parametrize("version", ["1.2", "v1.2.0", "1.2.0-rc1", "01.2.0", "latest", ""])
def test_only_three_numbers_are_a_version(root: Path, version: str) -> None:
    assert refused(root, version) == [f"- {version} is no version: write three numbers, as in 1.2.0."]


@pytest.mark.parametrize("name", ["README.md", "new.py"])
def test_a_changed_or_new_file_is_not_released(root: Path, name: str) -> None:
    (root / name).write_text("changed\n")
    assert refused(root) == ["- The tree has uncommitted changes: commit or stash them."]


def test_a_commit_whose_proofs_fail_is_not_released(root: Path) -> None:
    def fail(root: Path) -> None:
        raise ReleaseError(f"{root.name} fails")

    with pytest.raises(ReleaseError, match="repository fails"):
        release(root, "1.2.0", TODAY, fail)
    assert git(root, "tag") == ""


def test_what_the_proofs_changed_is_not_released(root: Path) -> None:
    with pytest.raises(ReleaseError, match="The tree has uncommitted changes"):
        release(root, "1.2.0", TODAY, lambda root: (root / "README.md").unlink())
    assert git(root, "tag") == ""


def test_the_gate_is_what_plain_nox_runs() -> None:
    sessions = f"nox.options.sessions = {list(GATE)}".replace("'", '"')
    assert sessions in (ROOT / "noxfile.py").read_text()


def test_the_commit_of_a_tag_can_be_checked_on_another_day(root: Path) -> None:
    release(root, "1.2.0", TODAY, prove)
    check(root, "1.2.0", None)
    with pytest.raises(ReleaseError, match="The newest section"):
        check(root, "1.3.0", None)


def test_a_version_is_released_once(root: Path) -> None:
    release(root, "1.2.0", TODAY, prove)
    assert refused(root) == ["- v1.2.0 already exists: a published tag must never move."]


def test_a_release_comes_after_those_that_are_there(root: Path) -> None:
    git(root, "tag", "v1.10.0")
    assert refused(root) == ["- 1.2.0 is lower than 1.10.0, which is released: choose a higher version."]


@pytest.mark.parametrize(
    ("changelog", "reason"),
    [
        (
            CHANGELOG.replace("## 1.2.0 - 2030-01-02", "## Unreleased"),
            "- The newest section of CHANGELOG.md is 1.1.0: it must be `## 1.2.0 - 2030-01-02`.",
        ),
        (
            CHANGELOG.replace("2030-01-02", "2030-01-01"),
            "- CHANGELOG.md has the date 2030-01-01 for 1.2.0: today is 2030-01-02.",
        ),
        (CHANGELOG.replace("- Something new.\n", ""), "- The section 1.2.0 of CHANGELOG.md is empty."),
    ],
)
def test_the_changelog_must_speak_of_the_release(root: Path, changelog: str, reason: str) -> None:
    (root / "CHANGELOG.md").write_text(changelog)
    commit(root)
    assert refused(root) == [reason]


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "DEVELOPMENT.md",
        "examples/minimal/main.tf",
        "docs/openapi.yaml",
        "policies/README.md",
        "policies/hook.md",
        "policies/step.md",
        ".github/workflows/gate.yml",
        ".github/workflows/inputs.yml",
        ".github/ISSUE_TEMPLATE/bug.yml",
    ],
)
def test_what_readers_copy_must_name_the_release(root: Path, name: str) -> None:
    file = root / name
    file.write_text(file.read_text().replace("1.2.0", "1.1.0"))
    commit(root)
    assert refused(root) == [f"- {name} names version 1.1.0, not 1.2.0."]


def test_wherever_our_version_stands_in_this_tree_a_release_looks() -> None:
    newest = HEADING.findall((ROOT / "CHANGELOG.md").read_text())[0][0]
    exempt = [f":!{name}" for name in NOT_COPIED]
    lines = git(ROOT, "grep", "-hwE", f"v?{re.escape(newest)}", "--", *READ, *exempt).splitlines()
    assert lines
    assert [line for line in lines if not COPIED.search(line)] == []


def test_packages_that_differ_from_their_sources_are_not_released(root: Path) -> None:
    (root / "tools/build_packages/__main__.py").write_text(
        "import sys\nsys.exit('handler.zip lacks handler.py.')\n"
    )
    commit(root)
    assert refused(root) == [
        "- The committed packages are not what the sources build:",
        "handler.zip lacks handler.py.",
    ]


def test_a_tree_that_is_too_large_to_fetch_is_not_released(root: Path) -> None:
    (root / "large.bin").write_bytes(bytes(25_000_001))
    commit(root)
    (reason,) = refused(root)
    assert "more than the 25,000,000" in reason


def test_this_trees_documents_all_name_the_newest_version() -> None:
    newest = HEADING.findall((ROOT / "CHANGELOG.md").read_text())[0][0]
    assert list(documents(ROOT, newest)) == []


def test_this_tree_is_small_enough_to_fetch() -> None:
    sizes = [int(line.split()[3]) for line in git(ROOT, "ls-tree", "-r", "--long", "HEAD").splitlines()]
    assert sum(sizes) < 25_000_000
