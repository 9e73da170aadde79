"""Cases that `changes.toml` derives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.case_files import derive, replaced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pass.tf").write_text('resource "a_b" "pass" {\n  name = "pass"\n}\n')
    (tmp_path / "fail_old.tf").write_text('resource "a_b" "fail_old" {\n}\n')
    (tmp_path / "another").mkdir()
    return tmp_path


def test_a_case_is_a_renamed_copy_with_the_change(folder: Path) -> None:
    cases = derive(folder, {"fail_two": {'name = "pass"': "&; size = 2"}})
    assert cases == {"fail_two": 'resource "a_b" "fail_two" {\n  name = "fail-two"\nsize = 2\n}\n'}


def test_a_case_starts_from_the_one_that_its_table_names(folder: Path) -> None:
    cases = derive(folder, {"fail_a": {"from": "fail_old"}, "fail_b": {"from": "fail_a", "}": "& #"}})
    assert cases["fail_b"] == 'resource "a_b" "fail_b" {\n} #\n'


def test_the_file_names_where_its_cases_start(folder: Path) -> None:
    cases = derive(folder / "another", {"from": "../fail_old", "quiet": {}})
    assert cases == {"quiet": 'resource "a_b" "quiet" {\n}\n'}


@pytest.mark.parametrize("text", ["", "a = 1\na = 1\n"])
def test_a_piece_that_is_not_there_exactly_once_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="times, and not once"):
        replaced(text, "a = 1", "a = 2")


def test_what_a_key_leaves_out_stays() -> None:
    assert replaced("a { b c }", "a { ... }", "x { ... }") == "x { b c }"
