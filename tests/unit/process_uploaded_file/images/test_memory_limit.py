"""The limit on memory holds for what decoders allocate, and only as long as it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LAMBDA = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
# In a process of its own: what this one has freed before may be given out again within any limit.
TRIAL = """
from images.memory_limit import at_most
with at_most(8 << 20):
    bytearray(4 << 20)
    try:
        bytearray(256 << 20)
    except MemoryError:
        print("refused")
bytearray(256 << 20)
print("given")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what a process has")
def test_more_than_was_allowed_is_refused_until_the_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRIAL],
        env={"PYTHONPATH": str(LAMBDA)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["refused", "given"]
