"""What the policies cost: scans of the module's plan by Checkov alone, and with ours, in turns.

    python -m tests.policies.cost           in Checkov's environment, after tests.policies.planning

Processor time is compared: other work on the machine changes it little.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile

from tests.policies.places import MODULE_PLAN, POLICIES

ROUNDS = 5
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
    """Return the processor time of a scan; raises RuntimeError for one that was not what its words say."""
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
    """Print each round as it ends, and the median ratio."""
    print("round  Checkov alone, s  with ours, s  ratio")
    ratios = []
    for number in range(1, ROUNDS + 1):
        alone, ours = seconds(ALONE), seconds(WITH_OURS)
        ratios.append(ours / alone)
        print(f"{number:5}  {alone:16.2f}  {ours:12.2f}  {ratios[-1]:5.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
