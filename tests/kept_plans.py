"""Plans that several processes and sessions read. Terraform takes up to a minute for each, so it is kept.

A plan is kept in `.local/plans/` with a hash of all that it depends on, and made again when that changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from local_aws.engine import LOCAL, ROOT
from local_aws.terraform import KEPT, PROVIDER, command, find_mirrors, users_configuration

# Every plan depends on the module, and on how Terraform is run.
_ALWAYS = ("module", "local_aws/terraform.py", "local_aws/sts_stub.py", "requirements", "tests/kept_plans.py")


def plan_once(name: str, sources: Iterable[str], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the kept plan `name`; if it is missing or out of date, make and keep it. Other processes wait.

    Args:
        name: of the file in `.local/plans/`.
        sources: files and folders that the plan is made from, beside the module, relative to the repository.
        make: returns the plan as `terraform show -json` prints it.
    """
    path = LOCAL / "plans" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = (*_ALWAYS, *sources)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = _digest(sources)
        kept: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"digest": None}
        if kept["digest"] != digest:
            kept = {"digest": digest, "plan": make()}
            if _digest(sources) == digest:  # else somebody changed a source meanwhile
                whole = path.with_suffix(".new")
                whole.write_text(json.dumps(kept))
                whole.replace(path)
    plan: dict[str, Any] = kept["plan"]
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
    """Return Terraform's version, the providers of local mirrors, and where else providers come from."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    said = subprocess.run(
        [*command(), "version", "-json"],
        env={**environment, "CHECKPOINT_DISABLE": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    providers = [str(found) for mirror in find_mirrors() for found in sorted((mirror / PROVIDER).glob("*"))]
    return "\n".join([json.loads(said.stdout)["terraform_version"], *providers, users_configuration()])
