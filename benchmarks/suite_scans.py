"""Mutants of the module's plan for `benchmarks.suite`, in Checkov's environment.

python -m benchmarks.suite_scans write FOLDER N   the first N, a file each
python -m benchmarks.suite_scans scan FOLDER N    the same, scanned in this one process
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path

from tests.policies import mutants, plans, scans
from tests.policies.places import MODULE_PLAN


def main(order: str, folder: Path, count: int) -> None:
    """Write or scan; both make the mutants anew."""
    plan = plans.read(MODULE_PLAN, plans.instances(MODULE_PLAN)[0])
    chosen = [mutant.make() for mutant in islice(mutants.mutants(plan), count)]
    if order == "scan":
        scans.load()
    for number, mutant in enumerate(chosen):
        if order == "scan":
            scans.scan_in_memory(mutant, folder / "scanned")
        else:
            (folder / f"{number}.json").write_text(json.dumps(mutant.as_json()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
