"""The layers' wheels, downloaded by pip and checked against the hashes of the requirements."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tools.build_packages.bytecode import LAMBDA_PYTHON
from tools.build_packages.errors import BuildError

# By Lambda's names of architectures. Lambda's Amazon Linux 2023 has glibc 2.34, and Pillow is built for 2.28.
# An older glibc here would silently give an older Pillow.
LAMBDA_PLATFORMS = {"arm64": "manylinux_2_28_aarch64", "x86_64": "manylinux_2_28_x86_64"}


def for_lambda(architecture: str, requirements: Path, cache: Path) -> list[Path]:
    """Return the wheels for Lambda's `arm64` or `x86_64`, downloaded unless `cache` has them.

    Raises BuildError when one is not in the cache and pip cannot get it.
    """
    platform = LAMBDA_PLATFORMS[architecture]
    target = ("--implementation=cp", f"--python-version={LAMBDA_PYTHON}", f"--platform={platform}")
    return _wheels(target, requirements, cache / platform)


def for_this_host(requirements: Path, cache: Path) -> list[Path]:
    """Return the wheels for this machine and Python; the rest is as in `for_lambda`."""
    return _wheels((), requirements, cache / sysconfig.get_platform())


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _wheels(target: tuple[str, ...], requirements: Path, cache: Path) -> list[Path]:
    wanted = len(re.findall(r"^[\w.-]+==", requirements.read_text(), re.MULTILINE))
    found = _accepted(requirements, cache)
    if len(found) != wanted:
        _download(target, requirements, cache)
        found = _accepted(requirements, cache)
    return found


def _accepted(requirements: Path, folder: Path) -> list[Path]:
    """Return the wheels in a folder whose hashes the requirements name, in the order of their names."""
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", requirements.read_text())
    return sorted(wheel for wheel in folder.glob("*.whl") if sha256(wheel) in hashes)


def _download(target: tuple[str, ...], requirements: Path, cache: Path) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        result = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
                *("--require-hashes", "--no-deps", "--only-binary=:all:", *target),
                *("--dest", folder, "--requirement", str(requirements)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            reason = (result.stderr.strip() or f"status {result.returncode}").splitlines()[-1]
            raise BuildError(
                f"The layer's wheels for {cache.name} could not be downloaded, so it can be neither built "
                f"nor compared. Check that pip can reach its package index. pip said: {reason}"
            )
        for wheel in Path(folder).glob("*.whl"):
            wheel.replace(cache / wheel.name)
