"""Ends an engine when its parent program ends, even if that was killed. Runs in the engine's process."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from local_aws import processes


def watch(folder: Path) -> None:
    """Wait in the background for the end of standard input, which closes when the parent ends."""
    threading.Thread(target=_end_with_starter, args=(folder,), daemon=True).start()


def _end_with_starter(folder: Path) -> None:
    sys.stdin.buffer.read()
    processes.end(folder)  # also a Terraform that the parent started
    processes.remove(folder)
    os._exit(0)
