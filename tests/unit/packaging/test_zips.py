"""The zips that functions and layers are made of, and how two of them are compared."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tools.build_packages import zips
from tools.build_packages.zips import Member

HANDLER = Member("handler.py", b"answer = 42\n")
LIBRARY = zips.executable("python/library.so", b"\x7fELF")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "package.zip"


def test_what_is_read_is_what_was_written(path: Path) -> None:
    zips.write(path, [HANDLER, LIBRARY])
    assert zips.read(path) == [HANDLER, LIBRARY]
    assert zips.differences([HANDLER, LIBRARY], path) == []


def test_the_order_of_the_members_given_does_not_matter(path: Path, tmp_path: Path) -> None:
    zips.write(path, [HANDLER, LIBRARY])
    zips.write(tmp_path / "other.zip", [LIBRARY, HANDLER])
    assert path.read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_zip_holds_no_time_no_user_and_no_folders(path: Path) -> None:
    zips.write(path, [HANDLER, LIBRARY])
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.extra for info in infos} == {b""}
    assert [(info.filename, stat.filemode(info.external_attr >> 16)) for info in infos] == [
        ("handler.py", "-rw-r--r--"),
        ("python/library.so", "-rwxr-xr-x"),
    ]


def test_a_failed_write_leaves_the_old_zip(path: Path) -> None:
    zips.write(path, [HANDLER])
    with pytest.raises(ValueError, match="timestamps before 1980"):
        zips.write(path, [replace(HANDLER, modified=(1979, 1, 1, 0, 0, 0))])
    assert zips.read(path) == [HANDLER]
    assert [file.name for file in path.parent.iterdir()] == ["package.zip"]


@pytest.mark.parametrize(
    ("member", "clause"),
    [
        (replace(HANDLER, data=b"answer = 43\n"), "holds another handler.py than the sources make"),
        (replace(HANDLER, mode=stat.S_IFREG | 0o600), "gives handler.py the mode 100600 instead of 100644"),
        (
            replace(HANDLER, modified=(2024, 2, 3, 4, 5, 6)),
            "gives handler.py the time (2024, 2, 3, 4, 5, 6) instead of (1980, 1, 1, 0, 0, 0)",
        ),
        (replace(HANDLER, system=0), "says that system 0 made handler.py instead of 3"),
    ],
)
def test_one_difference_is_one_clause(path: Path, member: Member, clause: str) -> None:
    zips.write(path, [member, LIBRARY])
    assert zips.differences([HANDLER, LIBRARY], path) == [clause]


def test_members_too_few_and_too_many_are_named(path: Path) -> None:
    zips.write(path, [LIBRARY])
    assert zips.differences([HANDLER], path) == [
        "lacks handler.py",
        "holds python/library.so, which nothing makes",
    ]


def test_members_in_another_order_are_a_difference(path: Path) -> None:
    zips.write(path, [HANDLER, LIBRARY])
    with zipfile.ZipFile(path) as archive:
        contents = [(info, archive.read(info)) for info in reversed(archive.infolist())]
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in contents:
            archive.writestr(info, data)
    assert zips.differences([HANDLER, LIBRARY], path) == [
        "does not hold each member once, in the order of their names"
    ]


def test_a_missing_or_broken_zip_is_said_to_be(path: Path) -> None:
    assert zips.differences([HANDLER], path) == ["is missing"]
    path.write_bytes(b"")
    assert zips.differences([HANDLER], path) == ["is not a zip file"]
