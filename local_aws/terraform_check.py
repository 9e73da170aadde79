"""Checks the format of all Terraform files, and validates the module through the root that uses it twice."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from local_aws.engine import ROOT, LocalAwsError
from local_aws.terraform import Terraform


def main() -> int:
    """Return the exit status: 0 if all files are in order."""
    with tempfile.TemporaryDirectory() as state:
        try:
            for folder in ("module", "examples", "local_aws/root"):
                Terraform(ROOT / folder, Path(state)).check_format()
            stack = Terraform(ROOT / "local_aws/root", Path(state))
            stack.init()
            stack.validate()
        except LocalAwsError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
