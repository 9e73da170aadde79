"""Run MiniStack on a socket that the starter opened. Started by emulator.py, in MiniStack's environment.

Why not MiniStack's own command: that one chooses its port before it listens (two starts at once can
choose the same), listens on every interface and on port 443 too, and outlives a starter that was killed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import threading
from pathlib import Path

from hypercorn.asyncio import serve  # type: ignore[import-not-found]
from hypercorn.config import Config  # type: ignore[import-not-found]
from ministack.app import app  # type: ignore[import-not-found]


def main() -> None:
    """Serve until killed, or until the starter is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="number of the inherited, bound socket")
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where this stack keeps its files")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input does")
    options = parser.parse_args()

    if options.lifeline:
        threading.Thread(target=end_with_starter, args=(options.folder,), daemon=True).start()
    config = Config()
    config.bind = [f"fd://{options.socket}"]
    config.certfile, config.keyfile = options.certificate, options.key
    config.keep_alive_timeout = 75
    asyncio.run(serve(app, config))


def end_with_starter(folder: Path) -> None:
    """Wait for the end of standard input, which only the starter's end brings, and leave nothing behind."""
    sys.stdin.buffer.read()
    # This repository is not on the path of MiniStack's environment, which the functions inherit.
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from local_aws import processes

    processes.end(folder)  # a Terraform of the starter's, too
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
