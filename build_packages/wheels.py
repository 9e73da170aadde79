"""Pillow's wheels, from the package index that pip is configured for, held to the hashed requirements."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from build_packages.bytecode import LAMBDA_PYTHON
from build_packages.errors import BuildError

# Lambda's Amazon Linux 2023 has glibc 2.34; Pillow is built for 2.28, and asking for anything older would
# silently give an older Pillow. Names as Lambda has them.
LAMBDA_PLATFORMS = {"arm64": "manylinux_2_28_aarch64", "x86_64": "manylinux_2_28_x86_64"}


def for_lambda(architecture: str, requirements: Path, cache: Path) -> Path:
    """Return the path of the wheel for Lambda's `arm64` or `x86_64`; downloaded unless `cache` has it.

    Raises BuildError when it is not in the cache and pip cannot get it.
    """
    platform = LAMBDA_PLATFORMS[architecture]
    target = ("--implementation=cp", f"--python-version={LAMBDA_PYTHON}", f"--platform={platform}")
    return _wheel(target, requirements, cache / platform)


def for_this_host(requirements: Path, cache: Path) -> Path:
    """Return the path of the wheel for the machine and Python that run this; otherwise as `for_lambda`."""
    return _wheel((), requirements, cache / sysconfig.get_platform())


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _wheel(target: tuple[str, ...], requirements: Path, cache: Path) -> Path:
    accepted = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", requirements.read_text())
    for wheel in sorted(cache.glob("*.whl")):
        if sha256(wheel) in accepted:
            return wheel
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
        downloaded = list(Path(folder).glob("*.whl"))
        if result.returncode or len(downloaded) != 1:
            reason = (result.stderr.strip() or f"{len(downloaded)} wheels came").splitlines()[-1]
            raise BuildError(
                f"Pillow's wheel for {cache.name} could not be downloaded, so its layer can be neither built "
                f"nor compared. Check that pip reaches its package index. pip said: {reason}"
            )
        return downloaded[0].replace(cache / downloaded[0].name)
