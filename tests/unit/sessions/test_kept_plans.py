"""A kept plan is as new as what it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import kept_plans


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a repository of its own."""
    monkeypatch.setattr(kept_plans, "ROOT", tmp_path)
    monkeypatch.setattr(kept_plans, "LOCAL", tmp_path / ".local")
    monkeypatch.setattr(kept_plans, "_versions", lambda: "1.9.0")
    path = tmp_path / "root/main.tf"
    path.parent.mkdir()
    path.write_text("one")
    return path


def plan_of(source: Path) -> dict[str, Any]:
    return kept_plans.plan_once("name", ["root"], lambda: {"of": source.read_text()})


def fails() -> dict[str, Any]:
    raise AssertionError("planned again")


def test_a_plan_is_made_once(source: Path) -> None:
    assert plan_of(source) == {"of": "one"}
    assert kept_plans.plan_once("name", ["root"], fails) == {"of": "one"}


def test_a_changed_source_or_version_makes_it_anew(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_of(source)
    source.write_text("two")
    assert plan_of(source) == {"of": "two"}
    monkeypatch.setattr(kept_plans, "_versions", lambda: "1.10.0")
    with pytest.raises(AssertionError, match="planned again"):
        kept_plans.plan_once("name", ["root"], fails)


def test_a_plan_whose_source_changed_meanwhile_is_not_kept(source: Path) -> None:
    def make() -> dict[str, Any]:
        source.write_text("two")
        return {"of": "one"}

    kept_plans.plan_once("name", ["root"], make)
    source.write_text("one")
    with pytest.raises(AssertionError, match="planned again"):
        kept_plans.plan_once("name", ["root"], fails)


def test_a_plan_that_failed_leaves_what_was_kept(source: Path) -> None:
    plan_of(source)
    source.write_text("two")
    with pytest.raises(AssertionError, match="planned again"):
        kept_plans.plan_once("name", ["root"], fails)
    source.write_text("one")
    assert kept_plans.plan_once("name", ["root"], fails) == {"of": "one"}
