"""Send 500 uploads in each mode and write the table of `docs/reliability.md`; `nox -s load` calls this."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from rich.console import Console

from local_aws import stack as stacks
from local_aws.console import reporting
from local_aws.engine import ROOT
from tests.integration.flow import Flow
from tests.load.campaign import is_fine, render, run
from tools.build_docs.markers import write_between

PAGE = ROOT / "docs/reliability.md"


def main() -> int:
    """Return the exit status: 0 when every upload ended as it should."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--uploads", type=int, default=500, help="in each mode")
    parser.add_argument("--rate", type=float, default=5.0, help="a second, at most")
    parser.add_argument("--running", action="store_true", help="use the stack that `nox -s up` left running")
    options = parser.parse_args()
    console = Console()
    up = stacks.find() if options.running else None
    reports = []
    with (
        reporting(console) as tell,
        nullcontext(up) if up else stacks.running("load", report=tell) as stack,
    ):
        for mode in stack.modes:
            tell(f"{options.uploads} uploads, {mode}", None)
            reports.append(run(Flow(stack, mode), options.uploads, options.rate))
    for found in reports:
        for sentence in found.wrong:
            console.print(sentence, markup=False)
    table = render(reports)
    console.print(table, markup=False, soft_wrap=True)
    if not all(map(is_fine, reports)):
        return 1
    write_between(PAGE, "load", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
