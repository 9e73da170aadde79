"""Run in a process of its own: make the thumbnail of each file that is named, and print what it took.

One line of JSON for each file: result, seconds of CPU of the function and its decoder, and the peak memory of
all processes together. Memory that the decoder shares with the process that it was forked from counts twice.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from decoder.process import ForkServer
from images.interface import Rejection

# The whole function, as Lambda loads it; both are called so, which a type checker cannot tell apart.
handler: Any = import_module("handler")


def peak_bytes(pid: int | str) -> int:
    """Return the most memory of a process that was resident since its start."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Go through the files; a thumbnail is left beside its file."""
    for path in map(Path, sys.argv[1:]):
        content = path.read_bytes()
        started = time.process_time()
        result = handler.DECODER.make_thumbnails(
            content, handler.SETTINGS.limits, handler.SETTINGS.thumbnails
        )
        seconds = time.process_time() - started
        peak = peak_bytes("self")
        handler.DECODER.state()  # when the next decoder is there, the last one has ended
        server: ForkServer | None = getattr(handler.DECODER, "_server", None)
        if server and server.last_ending:
            seconds += server.last_ending.processor_seconds
            peak += server.last_ending.peak_bytes + peak_bytes(server._pid)
        if isinstance(result, Rejection):
            told: list[object] = [result.problem.value]
        else:
            (thumbnail,) = result.thumbnails
            path.with_suffix(".out").write_bytes(thumbnail.content)
            told = ["thumbnail", thumbnail.content_type, thumbnail.width, thumbnail.height]
        print(json.dumps({"told": told, "seconds": seconds, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
