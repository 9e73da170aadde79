"""Measures what our policies cost: Checkov scans the module's plan without and with them, in turns.

    python -m tests.policies.cost           in Checkov's environment, after tests.policies.planning

It compares processor time, because other work on the machine changes that little. The table goes to
docs/policy-coverage.md, which states the limit of the ratio. This command fails above it, and no test does,
because no test may depend on a clock.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version

from tests.policies.places import MODULE_PLAN, POLICIES, ROOT
from tools.build_docs.markers import write_between
from tools.build_docs.tables import table

PAGE = ROOT / "docs/policy-coverage.md"
ROUNDS = 5
AT_MOST = 2  # the limit of the ratio
ALONE = (
    "-m",
    "checkov.main",
    "--file",
    str(MODULE_PLAN),
    "--framework",
    "terraform_plan",
    "--output",
    "json",
)
WITH_OURS = (*ALONE, "--external-checks-dir", str(POLICIES))


def seconds(words: tuple[str, ...]) -> float:
    """Return a scan's processor time in seconds.

    Raises RuntimeError if Checkov did not scan, or did not run exactly the policies that `words` ask for.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as elsewhere:  # without this repository's .checkov.yaml
        done = subprocess.run(
            [sys.executable, *words],
            cwd=elsewhere,
            env={**os.environ, "LOG_LEVEL": "ERROR"},
            capture_output=True,
            text=True,
            check=False,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"Checkov did not scan: {done.stdout}{done.stderr}")
    passed = {one["check_id"] for one in json.loads(done.stdout)["results"]["passed_checks"]}
    if any(check.startswith("CKV2_IMG_") for check in passed) != (words == WITH_OURS):
        raise RuntimeError("Checkov ran our policies where it should not, or the other way round")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print each round as it ends, and write the table into the page."""
    print("round  Checkov alone, s  with ours, s  ratio")
    rounds: list[tuple[float, float]] = []
    for number in range(1, ROUNDS + 1):
        alone, ours = seconds(ALONE), seconds(WITH_OURS)
        rounds.append((alone, ours))
        print(f"{number:5}  {alone:16.2f}  {ours:12.2f}  {ours / alone:5.2f}", flush=True)
    written = report(rounds)
    print(written)
    write_between(PAGE, "cost", written)
    if statistics.median(ours / alone for alone, ours in rounds) >= AT_MOST:
        sys.exit(f"With the policies, a scan takes {AT_MOST} times as long or longer.")


def report(rounds: list[tuple[float, float]]) -> str:
    """Return the table of rounds; each is a pair of seconds: Checkov alone, Checkov with our policies."""
    ratios = [ours / alone for alone, ours in rounds]
    heads = ("", "Checkov alone, s", "with our policies, s", "ratio")
    rows: list[tuple[str, ...]] = [
        (f"round {number}", f"{alone:.2f}", f"{ours:.2f}", f"{ours / alone:.2f}")
        for number, (alone, ours) in enumerate(rounds, 1)
    ]
    medians = [statistics.median(column) for column in (*zip(*rounds, strict=True), ratios)]
    rows.append(("**median**", *(f"**{median:.2f}**" for median in medians)))
    return f"Checkov {version('checkov')}, {os.cpu_count()} processors.\n\n{table(heads, rows)}"


if __name__ == "__main__":
    main()
