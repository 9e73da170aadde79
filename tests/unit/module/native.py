"""Runs the module's own tests (`terraform test`) on a copy of it: `python -m tests.unit.module.native`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from local_aws.terraform import command
from tests.unit.module.terraform_runs import copy_module, terraform_environment


def main(arguments: list[str]) -> int:
    """Run `terraform test` with `arguments` and its output in this terminal; return its exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        module = copy_module(folder / "module")
        # The tests mock the provider, so they need neither keys nor a server.
        environment = terraform_environment(folder, {"AWS_EC2_METADATA_DISABLED": "true"})
        plain = [] if sys.stdout.isatty() else ["-no-color"]
        for words, output in ((["init", *plain], subprocess.DEVNULL), (["test", *plain, *arguments], None)):
            run = subprocess.run(
                [*command(), *words], cwd=module, env=environment, stdout=output, check=False
            )
            if run.returncode:
                return run.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
