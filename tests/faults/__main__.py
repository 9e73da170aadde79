"""Injects every fault and writes the table of `docs/reliability.md`; `nox -s faults` calls this."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track

from local_aws import emulator
from local_aws.engine import ROOT
from tests.faults.campaign import TIMES, Outcome, Result, cases, fair_run, run
from tests.faults.decoder import Decoded, DecoderFault, decode
from tests.faults.events import Told, send
from tests.faults.injection import Fault
from tests.faults.scenarios import SCENARIOS
from tests.faults.url_function import Asked, ask
from tests.faults.world import worlds
from tools.build_docs.markers import write_between

PAGE = ROOT / "docs/reliability.md"


def main() -> int:
    """Return the exit status: 0 if no upload was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--pairs", type=int, default=500, help="how many pairs of faults beside the single ones"
    )
    options = parser.parse_args()
    console = Console()
    with (
        tempfile.TemporaryDirectory() as folder,
        emulator.running(Path(folder) / "emulator") as engine,
        worlds(engine) as both,
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),  # the functions' logs
    ):
        fair = {scenario.name: fair_run(both[scenario.scanner], scenario) for scenario in SCENARIOS}
        every = list(cases(fair, options.pairs))
        results = [
            run(both[case.scenario.scanner], case, fair[case.scenario.name])
            for case in track(every, "Injecting faults", console=console)
        ]
        total = len(Fault) * len(TIMES)
        asked = list(track(ask(), "Spoiling the reading of the secret", total=total, console=console))
        told = list(track(send(both["none"]), "Spoiling events", total=total, console=console))
        total = len(DecoderFault) * len(TIMES)
        decoded = list(track(decode(both["none"]), "Spoiling decoders", total=total, console=console))
    others: list[Asked | Told | Decoded] = [*asked, *told, *decoded]
    came: list[Result | Asked | Told | Decoded] = [*results, *others]
    lost = [result for result in came if result.outcome is Outcome.LOST]
    for result in lost:
        console.print(str(result), markup=False)
    table = render(results, others)
    console.print(table, markup=False, soft_wrap=True)
    write_between(PAGE, "faults", table)
    return 1 if lost else 0


def render(results: list[Result], others: list[Asked | Told | Decoded]) -> str:
    """Return the table: for each call and fault, the numbers of uploads, of faults and of each outcome."""
    tried: Counter[tuple[str, str]] = Counter()
    injected: Counter[tuple[str, str]] = Counter()
    outcomes: Counter[tuple[str, str, Outcome]] = Counter()
    for result in results:
        single = len(result.case.places) == 1
        call = result.case.places[0][1] if single else "two calls at random"
        fault = result.case.places[0][2].value if single else "two faults at random"
        tried[call, fault] += 1
        injected[call, fault] += result.injected
        outcomes[call, fault, result.outcome] += 1
    for one in others:
        call, fault = one.call, one.fault.value
        tried[call, fault] += 1
        injected[call, fault] += one.injected
        outcomes[call, fault, one.outcome] += 1
    head = [
        "call",
        "fault",
        "uploads",
        "faults",
        "SDK retried",
        "Lambda retried",
        "dead-lettered, replayed",
        "lost",
    ]
    rows = [
        [
            *(call, fault, str(tried[call, fault]), str(injected[call, fault])),
            *(str(outcomes[call, fault, outcome]) for outcome in Outcome),
        ]
        for call, fault in sorted(tried)
    ]
    total = [
        *("**all**", "", str(tried.total()), str(injected.total())),
        *(str(sum(count for (*_, o), count in outcomes.items() if o is outcome)) for outcome in Outcome),
    ]
    lines = [head, ["---"] * 2 + ["--:"] * 6, *rows, total]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
