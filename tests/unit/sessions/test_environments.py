"""An environment is made once, and again when its requirements have changed or its Python does not start."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import nox
import pytest
from nox.command import CommandFailed

import noxfile


class Session:
    """What a session is asked for while it makes an environment, of which it installs nothing."""

    def __init__(self) -> None:
        self.made = 0
        self.commands: list[tuple[str, ...]] = []
        self.fails = ""  # the program that does

    def log(self, _words: str) -> None:
        """Say nothing."""

    def run(self, *words: str, **_options: object) -> None:
        """Make the environment's Python, in place of the commands that would."""
        self.commands.append(words)
        if words[0] == self.fails:
            raise CommandFailed
        if words[1:3] == ("-m", "venv"):
            self.made += 1
            python = Path(words[-1]) / "bin/python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.unlink(missing_ok=True)
            python.symlink_to(sys.executable)


Make = Callable[[], str]


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: Session) -> Make:
    """Ask for the environment `dev` of a repository of its own, and get its Python's path."""
    monkeypatch.setattr(noxfile, "ROOT", tmp_path)
    monkeypatch.setattr(noxfile, "beside_nox", lambda _: None)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/dev.txt").write_text("attrs==1\n")
    return lambda: noxfile.environment(cast(nox.Session, session), "dev")


def test_it_is_made_once(make: Make, session: Session) -> None:
    assert make() == make()
    assert session.made == 1


def test_other_requirements_make_it_anew(make: Make, session: Session, tmp_path: Path) -> None:
    make()
    (tmp_path / "requirements/dev.txt").write_text("attrs==2\n")
    make()
    assert session.made == 2


def test_one_whose_python_is_gone_is_made_anew(make: Make, session: Session, tmp_path: Path) -> None:
    python = Path(make())
    python.unlink()
    python.symlink_to(tmp_path / "versions/3.13.0/bin/python")
    make()
    assert session.made == 2
    assert noxfile.runs(python)


def test_so_is_one_whose_python_does_not_start(make: Make, session: Session) -> None:
    python = Path(make())
    python.unlink()
    python.write_text("#!/bin/sh\nexit 127\n")
    python.chmod(0o755)
    make()
    assert session.made == 2


@pytest.mark.parametrize("uv", [None, "/tools/uv"])
def test_uv_installs_it_where_there_is_one_and_else_pip(
    make: Make, session: Session, monkeypatch: pytest.MonkeyPatch, uv: str | None
) -> None:
    monkeypatch.setattr(noxfile, "beside_nox", lambda _: uv)
    python = make()
    venv, install = session.commands
    assert ("--without-pip" in venv) == (uv is not None)
    by = (python, "-m", "pip") if uv is None else (uv, "pip")
    assert install[: len(by) + 1] == (*by, "install")
    assert {"--require-hashes", "--only-binary=:all:"} <= set(install)


def test_where_uv_fails_pip_installs(make: Make, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noxfile, "beside_nox", lambda _: "/tools/uv")
    session.fails = "/tools/uv"
    python = make()
    assert [words[0] for words in session.commands] == [sys.executable, "/tools/uv", sys.executable, python]
    assert session.commands[-1][1:4] == ("-m", "pip", "install")


def test_a_program_beside_nox_is_found_before_one_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("nox", "path"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "uv").write_text("#!/bin/sh\n")
        (tmp_path / folder / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nox/python"))
    assert noxfile.beside_nox("uv") == str(tmp_path / "nox/uv")
    (tmp_path / "nox/uv").unlink()
    assert noxfile.beside_nox("uv") == str(tmp_path / "path/uv")
    (tmp_path / "path/uv").unlink()
    assert noxfile.beside_nox("uv") is None
