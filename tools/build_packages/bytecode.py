"""Byte code for the packages, without which every cold start of a function takes twice as long.

The files are "unchecked hash" `.pyc` files: they hold no time stamp, and Python runs them without looking
at the source. The path in them, which tracebacks show, is the one that the source has in Lambda. The
compiler runs in an isolated process, so that its output depends only on the sources, not on the caller's
Python settings.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.build_packages.errors import BuildError
from tools.build_packages.zips import Member

LAMBDA_PYTHON = "3.13"


def compiled(sources: Mapping[str, bytes], root: str) -> list[Member]:
    """Return the `__pycache__` members for the sources.

    `sources` maps paths in the zip to Python source; `root` is the folder that the zip is unpacked to in
    Lambda. Raises BuildError when a source does not compile or when this Python is not Lambda's.
    """
    if not platform.python_version().startswith(f"{LAMBDA_PYTHON}."):
        raise BuildError(
            f"Byte code for Lambda needs Python {LAMBDA_PYTHON}, and this is {platform.python_version()}: "
            "run `nox -s build`."
        )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        for name, source in sources.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(source)
        result = subprocess.run(
            [
                *(sys.executable, "-I", "-S", "-m", "compileall", "-q", "-o", "0"),
                *("--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", root, str(folder)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise BuildError(f"A source does not compile: {result.stdout.strip() or result.stderr.strip()}")
        caches = sorted(folder.rglob("*.pyc"))
        return [Member(path.relative_to(folder).as_posix(), path.read_bytes()) for path in caches]
