"""Deterministic zip files: the same members give the same bytes on every machine.

Compressed bytes depend on the zlib that made them, so two zips are compared by their members. A zip
with the expected members is not written again, which keeps the git history small.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold; it means "no time"
UNIX = 3  # the `create_system` value with which Lambda uses file modes


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip: its path from the zip's root, its bytes and its attributes."""

    name: str
    data: bytes
    mode: int = stat.S_IFREG | 0o644
    modified: tuple[int, ...] = EARLIEST
    system: int = UNIX


def executable(name: str, data: bytes) -> Member:
    """Return a member with mode 0755, as shared objects have it."""
    return Member(name, data, mode=stat.S_IFREG | 0o755)


def read(path: Path) -> list[Member]:
    """Return the members of a zip, in the zip's order."""
    with zipfile.ZipFile(path) as archive:
        return [
            Member(
                file.filename,
                archive.read(file),
                file.external_attr >> 16,
                file.date_time,
                file.create_system,
            )
            for file in archive.infolist()
        ]


def write(path: Path, members: Iterable[Member]) -> None:
    """Write the members, sorted by name, to a temporary file, and then rename it to its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            for member in sorted(members, key=lambda member: member.name):
                year, month, day, hour, minute, second = member.modified
                info = zipfile.ZipInfo(member.name, (year, month, day, hour, minute, second))
                info.create_system = member.system
                info.external_attr = member.mode << 16
                archive.writestr(info, member.data, zipfile.ZIP_DEFLATED, compresslevel=9)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def differences(expected: Iterable[Member], path: Path) -> list[str]:
    """Return a clause for each difference between the zip at `path` and the expected members."""
    if not path.is_file():
        return ["is missing"]
    if not zipfile.is_zipfile(path):
        return ["is not a zip file"]
    wanted = {member.name: member for member in expected}
    present = read(path)
    found = {member.name: member for member in present}
    clauses = [f"lacks {name}" for name in sorted(wanted.keys() - found.keys())]
    clauses += [f"holds {name}, which nothing makes" for name in sorted(found.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & found.keys()):
        want, have = wanted[name], found[name]
        if want.data != have.data:
            clauses.append(f"holds another {name} than the sources make")
        if want.mode != have.mode:
            clauses.append(f"gives {name} the mode {have.mode:o} instead of {want.mode:o}")
        if want.modified != have.modified:
            clauses.append(f"gives {name} the time {have.modified} instead of {want.modified}")
        if want.system != have.system:
            clauses.append(f"says that system {have.system} made {name} instead of {want.system}")
    if not clauses and [member.name for member in present] != sorted(wanted):
        clauses.append("does not hold each member once, in the order of their names")
    return clauses
