"""Runs every hostile file and writes the table of `docs/reliability.md`; `nox -s hostile` calls this."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

from rich.console import Console
from rich.progress import track

from local_aws.engine import ROOT
from tests.hostile.campaign import Result, run
from tests.hostile.files import THUMBNAIL, every_file
from tools.build_docs.markers import write_between

PAGE = ROOT / "docs/reliability.md"


def main() -> int:
    """Return the exit status: 0 if every file was rejected or made harmless, within memory and time."""
    console = Console()
    files = every_file()
    results = list(track(run(files), "Opening hostile files", total=len(files), console=console))
    for result in results:
        if result.wrong:
            console.print(f"{result.file.kind}: {result.file.name}: {result.wrong}", markup=False)
    table = render(results)
    console.print(table, markup=False, soft_wrap=True)
    if any(result.wrong for result in results):
        return 1
    write_between(PAGE, "hostile", table)
    return 0


def render(results: list[Result]) -> str:
    """Return the table: for each kind of file their number, outcomes, processor time and memory."""
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        kinds[result.file.kind].append(result)
    rows = [_row(kind, found) for kind, found in kinds.items()]
    head = ["kind", "files", "rejected", "made harmless", "reasons", "slowest (CPU)", "peak memory"]
    lines = [head, ["---", "--:", "--:", "--:", "---", "--:", "--:"], *rows, _row("**all**", results)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row(kind: str, results: list[Result]) -> list[str]:
    outcomes = Counter(result.outcome for result in results)
    harmless = outcomes.pop(THUMBNAIL, 0)
    reasons = ", ".join(f"{reason} {count}" for reason, count in outcomes.most_common())
    return [
        *(kind, str(len(results)), str(len(results) - harmless), str(harmless), reasons),
        f"{max(result.seconds for result in results):.1f} s",
        f"{max(result.peak for result in results) / 1e6:.0f} MB",
    ]


if __name__ == "__main__":
    sys.exit(main())
