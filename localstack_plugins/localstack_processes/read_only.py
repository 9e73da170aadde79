"""Read-only folders for a function's code and its layers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

READ_ONLY_FOLDER, READ_ONLY_FILE = 0o555, 0o444


def merge(sources: Sequence[Path], target: Path) -> None:
    """Merge all sources into `target`, as Lambda does for /opt: a later file replaces an earlier one.

    The files are hard links: they take no room, and become read-only in the sources too.
    """
    target.mkdir(parents=True)
    for source in sources:
        for folder, _, files in os.walk(source):
            there = target / Path(folder).relative_to(source)
            there.mkdir(exist_ok=True)
            for name in files:
                (there / name).unlink(missing_ok=True)
                os.link(Path(folder) / name, there / name, follow_symlinks=False)
    for folder, _, files in os.walk(target):
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(READ_ONLY_FILE | (path.stat().st_mode & 0o111))
        Path(folder).chmod(READ_ONLY_FOLDER)


def remove(folder: Path) -> None:
    """Remove a folder and its content, also if parts are read-only; it need not exist."""
    for path, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(path).chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
