"""End an engine with the program that started it, however that one ended. Runs in the engine's process."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from local_aws import processes


def watch(folder: Path) -> None:
    """Wait in the background for the end of standard input, which only the starter's end brings."""
    threading.Thread(target=_end_with_starter, args=(folder,), daemon=True).start()


def _end_with_starter(folder: Path) -> None:
    sys.stdin.buffer.read()
    processes.end(folder)  # a Terraform of the starter's, too
    processes.remove(folder)
    os._exit(0)
