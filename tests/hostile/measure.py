"""Makes the thumbnail of each file named on the command line, and prints its cost. Runs in its own process.

It prints one line of JSON for each file: the result, the CPU seconds of the function and its decoder, and the
peak memory of all processes together. Memory that the decoder shares with the fork server counts twice.
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

# The whole function, as Lambda loads it. It is imported dynamically, because several functions have a module
# of this name, and a type checker cannot tell them apart.
handler: Any = import_module("handler")


def peak_bytes(pid: int | str) -> int:
    """Return the peak resident memory of a process since its start."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Measure every file; a thumbnail is written beside its file as `.out`."""
    for path in map(Path, sys.argv[1:]):
        content = path.read_bytes()
        started = time.process_time()
        result = handler.DECODER.make_thumbnails(
            content, handler.SETTINGS.limits, handler.SETTINGS.thumbnails
        )
        seconds = time.process_time() - started
        peak = peak_bytes("self")
        handler.DECODER.state()  # returns when the next decoder runs, so the last one has ended
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
