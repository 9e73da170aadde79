"""Measure both sides in turns and print the comparison. docs/performance.md explains how to read it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    alternatives,
    cold_start,
    emitting,
    events,
    growth,
    pictures,
    presigning,
    results,
    runtime,
    thumbnails,
)
from benchmarks.errors import BenchError
from benchmarks.pictures import Picture
from local_aws.engine import LocalAwsError
from tools.build_docs.markers import write_between

PICTURES = runtime.LOCAL / "pictures"
PAGE = runtime.ROOT / "docs/performance.md"
PLOT = runtime.ROOT / "docs/performance-growth.png"
EVENT_PICTURES = ("JPEG, baseline, 2 MP", "JPEG, baseline, 12 MP", "PNG, 12 MP", "WebP, 12 MP")
ALTERNATIVE_KINDS = ("png", "png-alpha", "webp", "progressive")
ALTERNATIVE_MEGAPIXELS = 12


def main() -> int:
    """Return the exit status: 0 if everything was measured, even if a target is not reached."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few rounds and no plot: takes two minutes, with wider ranges"
    )
    parser.add_argument("--write", action="store_true", help="also write the tables and the plot to docs/")
    parser.add_argument("--metrics", action="store_true", help="measure only the cost of emitting metrics")
    arguments = parser.parse_args()
    started = time.monotonic()

    def report(text: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {text}", file=sys.stderr, flush=True)

    try:
        if arguments.metrics:
            print(_metrics(arguments.quick, arguments.write, report))
            return 0
        runtime.check()
        runtime.prepare(report)
        found = _measure(arguments.quick, report)
        tables = results.markdown(found)
        if arguments.write:
            write_between(PAGE, "measurements", f"\n{tables}\n")
        if not arguments.quick:
            _draw_growth(PLOT if arguments.write else runtime.LOCAL / PLOT.name, report)
    except (BenchError, LocalAwsError) as error:
        print(error, file=sys.stderr)
        return 1
    print(tables)
    return 0


def _metrics(quick: bool, write: bool, report: Callable[[str], None]) -> str:
    runtime.unpack()
    (picture,) = _named(pictures.table_pictures(), ("JPEG, baseline, 2 MP",))
    pictures.ensure([picture], PICTURES, report)
    table = emitting.markdown(emitting.measure(PICTURES / picture.file, 10 if quick else 40, report))
    if write:
        write_between(PAGE, "metrics", f"\n{table}\n")
    return table


def _measure(quick: bool, report: Callable[[str], None]) -> results.Results:
    table = pictures.table_pictures()
    pictures.ensure([*table, pictures.HEIC], PICTURES, report)
    cold_picture = next(picture for picture in table if picture.kind == "baseline")
    return results.Results(
        versions=runtime.versions(),
        thumbnails=thumbnails.measure(
            table, PICTURES, report, least_rounds=3 if quick else 9, seconds_each=1 if quick else 5
        ),
        cold_starts=cold_start.measure(
            PICTURES / cold_picture.file, "image/jpeg", 5 if quick else 25, report
        ),
        presigning=presigning.measure(10 if quick else 40, report),
        events=events.measure(_named(table, EVENT_PICTURES), PICTURES, 5 if quick else 15, report),
        alternatives=alternatives.measure(
            [
                picture
                for picture in table
                if picture.kind in ALTERNATIVE_KINDS and picture.megapixels == ALTERNATIVE_MEGAPIXELS
            ],
            pictures.HEIC,
            PICTURES,
            3 if quick else 9,
            report,
        ),
    )


def _named(table: list[Picture], names: tuple[str, ...]) -> list[Picture]:
    return [picture for picture in table if picture.name in names]


def _draw_growth(path: Path, report: Callable[[str], None]) -> None:
    pictures.ensure([one for line in pictures.growth_pictures().values() for one in line], PICTURES, report)
    growth.draw(growth.measure(PICTURES, 5, report), path)
    report(f"drawn: {path.relative_to(runtime.ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
