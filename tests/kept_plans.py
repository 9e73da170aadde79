"""Plans that several sessions read. Each takes Terraform up to a minute, so it is made once and kept.

A plan is kept in `.local/plans/` under a hash of all that it depends on, and made again when that changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from local_aws.engine import LOCAL, ROOT
from local_aws.terraform import PROVIDER, command, find_mirrors

# Every plan depends on the module, and on how Terraform is run.
_ALWAYS = ("module", "local_aws/terraform.py", "local_aws/sts_stub.py", "tests/kept_plans.py")


def kept_plan(name: str, sources: Iterable[str], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the kept plan `name`, or else make and keep it. Other processes wait meanwhile.

    Args:
        name: of the file in `.local/plans/`.
        sources: files and folders that the plan is made from, beside the module, relative to the repository.
        make: returns the plan as `terraform show -json` prints it.
    """
    path = LOCAL / "plans" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = _digest((*_ALWAYS, *sources))
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            kept = json.loads(path.read_bytes())
            if kept["digest"] == digest:
                plan: dict[str, Any] = kept["plan"]
                return plan
        plan = make()
        path.write_text(json.dumps({"digest": digest, "plan": plan}))
        return plan


def _digest(sources: Iterable[str]) -> str:
    made = hashlib.sha256(_versions().encode())
    for source in sources:
        found = ROOT / source
        for file in sorted(found.rglob("*")) if found.is_dir() else [found]:
            parts = file.relative_to(ROOT).parts
            if file.is_file() and not {".terraform", "__pycache__"} & set(parts):
                made.update(f"{'/'.join(parts)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return made.hexdigest()


@cache
def _versions() -> str:
    """Return the versions of Terraform and of the providers that it can use without the registry."""
    terraform = subprocess.run([*command(), "version"], check=True, capture_output=True, text=True).stdout
    providers = [str(found) for mirror in find_mirrors() for found in sorted((mirror / PROVIDER).glob("*"))]
    return "\n".join([terraform, *providers])
