"""Measure the cost of emitting metrics: each function with and without them, in turns."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fake_aws, runtime
from benchmarks.cold_start import EVENTS
from benchmarks.comparison import Ratio, Rounds, in_turns
from benchmarks.tables import table
from benchmarks.workers import milliseconds_to_answer, worker

INVOCATIONS = {"get_presigned_url": 100, "process_uploaded_file": 2}  # in a round, about 10 ms
WARM_ROUNDS_PER_COLD_START = 10
WARMING_ROUNDS = 20
AT_MOST = 1.02
"""Target: highest ratio of a warm invocation with metrics to one without."""


@dataclass(frozen=True)
class Emitting:
    """Rounds with metrics (`ours`) and without (`theirs`), by function: warm processor time, cold starts."""

    warm: dict[str, Rounds]
    cold: dict[str, Rounds]


def measure(upload: Path, rounds: int, report: Callable[[str], None]) -> Emitting:
    """Measure both functions against a fake AWS that answers without delay. `upload` is a JPEG."""
    found = Emitting(*({function: Rounds() for function in INVOCATIONS} for _ in range(2)))
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        aws = fake_aws.running(folder, upload.read_bytes(), "image/jpeg")
        plain = runtime.environment(*stack.enter_context(aws))
        for function, invocations in INVOCATIONS.items():
            report(f"emitting metrics: {function}")
            environments = {**plain, "METRICS_FUNCTION": function}, plain
            event = folder / f"{function}.json"
            event.write_text(json.dumps(EVENTS[function]))
            folders = runtime.our_folders(function)
            with worker(runtime.python_command("worker.py", *folders), environments[0]) as side:
                text, count = event.read_text(), rounds * WARM_ROUNDS_PER_COLD_START
                pairs = side.do("emitting", event=text, invocations=invocations, rounds=count).result
            found.warm[function] = Rounds(*map(list, zip(*pairs[WARMING_ROUNDS:], strict=True)))
            start = runtime.python_command("start.py", str(event), *folders)
            cold = found.cold[function]
            for number in range(rounds):
                in_turns(
                    number,
                    lambda: cold.ours.append(milliseconds_to_answer(start, environments[0])),  # noqa: B023 - at once
                    lambda: cold.theirs.append(milliseconds_to_answer(start, environments[1])),  # noqa: B023 - at once
                )
    return found


def markdown(found: Emitting) -> str:
    """Return a table in Markdown: milliseconds and ratio of each function, warm and cold."""
    rows = []
    for function, rounds in found.warm.items():
        ratio = rounds.paired_ratio()
        rows.append(_row(f"{function}, warm", rounds, ratio, reached=ratio.value <= AT_MOST))
    for function, rounds in found.cold.items():
        ratio = rounds.ratio()
        rows.append(_row(f"{function}, cold", rounds, ratio, reached=ratio.low <= 1))
    return table(("ms", "with metrics", "without", "ratio", "reached"), rows)


def _row(name: str, rounds: Rounds, ratio: Ratio, *, reached: bool) -> list[str]:
    times = f"{rounds.our_median:.3f}", f"{rounds.their_median:.3f}"
    range_ = f"{ratio.value:.3f} ({ratio.low:.3f}-{ratio.high:.3f})"
    return [name, *times, range_, "yes" if reached else "**no**"]
