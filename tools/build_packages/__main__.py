"""Build the Lambda packages; with `--check`, list how the committed ones differ from their sources."""

from __future__ import annotations

import argparse
import sys

from tools.build_packages.errors import BuildError
from tools.build_packages.packages import ROOT, build, check, host_layers


def main() -> int:
    """Return the exit status: 0 if everything was built, or with `--check` nothing differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_packages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which packages are not current")
    arguments = parser.parse_args()
    try:
        return _check() if arguments.check else _build()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


def _build() -> int:
    for path, written in build():
        state = "written" if written else "unchanged"
        print(f"{path.relative_to(ROOT)}: {state}, {path.stat().st_size:,} bytes")
    paths = [str(path.relative_to(ROOT)) for path in host_layers()]
    print(f"The local stack on this machine takes {' and '.join(paths)}.")
    return 0


def _check() -> int:
    findings = list(check())
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        print("Run `nox -s build` and commit module/packages/.", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
