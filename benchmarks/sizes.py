"""Sizes of the deployed packages in bytes, zipped and unpacked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import runtime


@dataclass(frozen=True)
class Size:
    """Bytes of a package: as uploaded, and in Lambda's file system."""

    zipped: int
    unpacked: int

    def __add__(self, other: Size) -> Size:
        return Size(self.zipped + other.zipped, self.unpacked + other.unpacked)


def ours(function: str) -> Size:
    """Return the size of our package of a function, with its layer if it has one."""
    package = _of_zip((runtime.PACKAGES / f"{function}.zip").read_bytes())
    layer = function == "process_uploaded_file"
    return package + _of_zip(runtime.layer_zip().read_bytes()) if layer else package


def theirs(function: str) -> Size:
    """Return the size of the Node side's package: the bundle, and sharp for this machine's processor."""
    files = [runtime.NODE / f"{function}.bundle.mjs"]
    if function == "process_uploaded_file":
        modules = runtime.NODE / "node_modules"
        for name in ("sharp", "@img", "detect-libc", "semver"):
            files += [path for path in (modules / name).rglob("*") if path.is_file()]
    return of_files(files)


def of_files(files: list[Path]) -> Size:
    """Return the size of a package with these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number, path in enumerate(files):
            archive.write(path, f"{number}/{path.name}")
    return _of_zip(content.getvalue())


def _of_zip(content: bytes) -> Size:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return Size(len(content), sum(info.file_size for info in archive.infolist()))
