"""Runs the fuzzer of the image path in its own environment and reads its output."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local_aws.engine import ROOT

PYTHON = ROOT / ".nox/fuzz/bin/python"
TARGET = Path(__file__).with_name("image_target.py")


class NothingToFuzzWithError(Exception):
    """The environment `fuzz` is missing; the message says how to make it."""


@dataclass(frozen=True)
class FuzzRun:
    """The number of inputs, the peak memory in MB, the files that broke something, and the output."""

    inputs: int
    peak_mb: int
    found: list[Path]
    said: str


def fuzz(seconds: int, folder: Path) -> FuzzRun:
    """Fuzz for this many seconds; the corpus and the found files are in `folder`."""
    if not PYTHON.exists():
        raise NothingToFuzzWithError("atheris is missing. Start through nox: `nox -s unit` or `nox -s fuzz`.")
    done = subprocess.run(
        [
            *(str(PYTHON), str(TARGET), "--seconds", str(seconds)),
            *("--corpus", str(folder / "corpus"), "--found", str(folder / "found")),
        ],
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'lambdas/process_uploaded_file'}",
        },
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=seconds + 120,
    )
    said = done.stdout + done.stderr
    numbers = {name: int(value) for name, value in re.findall(r"stat::(\w+):\s+(\d+)", said)}
    found = sorted((folder / "found").glob("*"))
    if not found and (done.returncode != 0 or "number_of_executed_units" not in numbers):
        raise AssertionError(f"the fuzzer ended with {done.returncode}: {said[-3000:]}")
    # A run that ends with a find prints no statistics, hence the zeros.
    return FuzzRun(numbers.get("number_of_executed_units", 0), numbers.get("peak_rss_mb", 0), found, said)
