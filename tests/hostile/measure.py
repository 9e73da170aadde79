"""Run in a process of its own: make the thumbnail of each file that is named, and print what it took.

One line of JSON for each file: result, seconds of this process's CPU, and the peak memory while it was made.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from images.thumbnails import Rejection, make_thumbnails

# The whole function, as Lambda loads it; both are called so, which a type checker cannot tell apart.
handler: Any = import_module("handler")


def reset_peak() -> None:
    """Let the peak count from here on, where Linux allows it."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_bytes() -> int:
    """Return the most memory that was resident since the last reset, or since the start.

    Not ru_maxrss where it can be helped: that counts what the parent had when it started this process.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Go through the files; a thumbnail is left beside its file."""
    for path in map(Path, sys.argv[1:]):
        content = path.read_bytes()
        reset_peak()
        started = time.process_time()
        result = make_thumbnails(content, handler.SETTINGS.limits, handler.SETTINGS.thumbnails)
        seconds = time.process_time() - started
        peak = peak_bytes()
        if isinstance(result, Rejection):
            told: list[str | int] = [result.problem.value]
        else:
            (thumbnail,) = result.thumbnails
            path.with_suffix(".out").write_bytes(thumbnail.content)
            told = ["thumbnail", thumbnail.content_type, thumbnail.width, thumbnail.height]
        print(json.dumps({"told": told, "seconds": seconds, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
