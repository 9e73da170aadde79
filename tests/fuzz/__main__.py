"""Fuzzes the URL handler with many requests, then the image path for a while; `nox -s fuzz` calls this.

Writes the table of `docs/reliability.md`. A file that breaks the image path is kept in `.local/fuzz/found`.
Copy it to `tests/fuzz/regressions/NAME.bin` to make it a regression case.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from itertools import islice

from rich.console import Console
from rich.progress import track

from local_aws.engine import LOCAL, ROOT
from tests.fuzz import image_runs
from tests.fuzz.gateway_requests import events
from tests.fuzz.url_handler import WrongAnswerError, check, started
from tools.build_docs.markers import write_between

PAGE = ROOT / "docs/reliability.md"


def main() -> int:
    """Return the exit status: 0 if nothing broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of fuzzing the image path")
    parser.add_argument("--requests", type=int, default=120_000, help="to the URL handler")
    parser.add_argument("--seed", type=int, default=time.time_ns(), help="of the requests")
    options = parser.parse_args()
    console = Console()
    statuses: Counter[int] = Counter()
    with started() as call:
        every = islice(events(options.seed), options.requests)
        for event in track(every, "Requests", total=options.requests, console=console):
            try:
                statuses[check(event, call(event))] += 1
            except Exception as wrong:  # noqa: BLE001 - whatever it is, it is what was looked for
                kind = "wrong answer" if isinstance(wrong, WrongAnswerError) else "no answer"
                console.print(f"seed {options.seed}, {kind}: {wrong!r}", markup=False)
                return 1
    console.print(f"Fuzzing the image path for {options.seconds} s ...")
    run = image_runs.fuzz(options.seconds, LOCAL / "fuzz")
    rows = [
        ["what", "tried", "came to"],
        ["---", "--:", "---"],
        *(
            ["requests to the URL handler", f"{count:,}", str(status)]
            for status, count in sorted(statuses.items())
        ),
        ["**requests**", f"{statuses.total():,}", "no 5xx, no foreign key, no echo"],
        [
            f"**files, coverage-guided, {options.seconds} s**",
            f"{run.inputs:,}",
            f"{len(run.found)} that raised, took 10 s or 500 MB, or left more than pixels; "
            f"peak {run.peak_mb} MB with atheris",
        ],
    ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    console.print(table, markup=False, soft_wrap=True)
    if run.found:
        console.print(run.said[-3000:], markup=False)
        return 1
    write_between(PAGE, "fuzz", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
