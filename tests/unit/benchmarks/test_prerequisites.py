"""What a person reads who lacks something that the benchmark needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import runtime
from benchmarks.errors import BenchError

FAKE_NODE = "#!/bin/sh\necho v{version}\n"


def install(folder: Path, **programs: str) -> None:
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def only_path(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))


def test_without_node_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_path(monkeypatch, tmp_path)
    with pytest.raises(BenchError, match=r"node and npm not found.*install Node 20 or newer, with npm"):
        runtime.check()


def test_without_npm_alone_only_that_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, node=FAKE_NODE.format(version="20.1.0"))
    only_path(monkeypatch, tmp_path)
    with pytest.raises(BenchError, match=r"^npm not found"):
        runtime.check()


def test_a_node_that_is_too_old_is_named_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, node=FAKE_NODE.format(version="18.19.0"), npm="")
    only_path(monkeypatch, tmp_path)
    with pytest.raises(BenchError, match=r"Node 18\.19\.0 is older.*install Node 20 or newer"):
        runtime.check()


def test_a_node_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, node=FAKE_NODE.format(version="20.0.0"), npm="")
    only_path(monkeypatch, tmp_path)
    runtime.check()
