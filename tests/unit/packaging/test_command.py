"""What `python -m tools.build_packages` says, and its exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from tools.build_packages import __main__ as command
from tools.build_packages.errors import BuildError

type Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def with_arguments(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["build_packages", *arguments])
        return command.main()

    return with_arguments


def test_a_check_without_findings_is_silent(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "check", lambda: iter(()))
    assert run("--check") == 0
    assert capsys.readouterr() == ("", "")


def test_a_check_with_findings_fails_and_says_what_to_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "check", lambda: iter(["one.zip lacks handler.py."]))
    assert run("--check") == 1
    assert capsys.readouterr().err.splitlines() == [
        "one.zip lacks handler.py.",
        "Run `nox -s build` and commit module/packages/.",
    ]


def test_a_build_that_cannot_be_done_ends_with_its_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build() -> Iterator[None]:
        raise BuildError("There is no wheel.")

    monkeypatch.setattr(command, "build", build)
    assert run() == 1
    assert capsys.readouterr().err == "There is no wheel.\n"
