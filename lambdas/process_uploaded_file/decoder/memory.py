"""How a function's memory is divided: all processes together count to it."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

# Measured: the function has called AWS (60 MiB), the fork server has loaded every codec (20 MiB, shared with
# its decoder). The rest is what Lambda's own processes take.
_BESIDE_DECODING = 95 * MEBIBYTE

# Of a function, in which all processes together stay.
_MOST_OF_A_FUNCTION = 0.8

# The least function that `processing_memory_mb` in module/variables.tf allows: this, and three times the
# largest upload. It may be used up: four fifths would not hold a photograph of a current telephone.
_LEAST_FUNCTION = 368 * MEBIBYTE
_UPLOADS_OF_LEAST_FUNCTION = 3


def memory_for_decoding(function_bytes: int, max_upload_bytes: int) -> int:
    """Return how many bytes a decoder may take beside what is loaded, its copies of the file included.

    The function holds the file too while it waits.
    """
    least = _LEAST_FUNCTION + _UPLOADS_OF_LEAST_FUNCTION * max_upload_bytes
    most = max(int(function_bytes * _MOST_OF_A_FUNCTION), min(least, function_bytes))
    return max(MEBIBYTE, most - _BESIDE_DECODING - max_upload_bytes)
