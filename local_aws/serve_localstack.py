"""Run LocalStack with this repository's plugins, by the start-up script that its container also uses.

Started by emulator.py, in LocalStack's environment.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

sys.path.append(str(ROOT))
from local_aws import lifeline  # noqa: E402 - found only now

sys.path.pop()  # LocalStack must import nothing else of this repository


def main() -> None:
    """Serve until this process is killed or its parent program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where this stack keeps its files")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    if options.lifeline:
        lifeline.watch(options.folder)
    sys.argv[1:] = []
    runpy.run_path(str(ROOT / "localstack_plugins/localstack_processes/start.py"), run_name="__main__")


if __name__ == "__main__":
    main()
