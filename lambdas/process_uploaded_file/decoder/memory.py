"""Divides the function's memory. Lambda counts the memory of all its processes together."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

# Measured: 60 MiB for the function after calling AWS; 20 MiB for the fork server with all codecs, which its
# decoder shares. The remaining 15 MiB are for Lambda's own processes.
_BESIDE_DECODING = 95 * MEBIBYTE

# Share of the function's memory that all processes together may use.
_MAX_SHARE = 0.8

# The smallest function that `processing_memory_mb` in module/variables.tf allows has this memory plus three
# times the largest upload. Its whole memory may be used: 80 % would not be enough for a current phone's
# photo.
_LEAST_FUNCTION = 368 * MEBIBYTE
_UPLOADS_OF_LEAST_FUNCTION = 3


def memory_for_decoding(function_bytes: int, max_upload_bytes: int) -> int:
    """Return the bytes that a decoder may use beyond the loaded code, including its copies of the file.

    The function itself also keeps the file in memory while it waits.
    """
    least = _LEAST_FUNCTION + _UPLOADS_OF_LEAST_FUNCTION * max_upload_bytes
    most = max(int(function_bytes * _MAX_SHARE), min(least, function_bytes))
    return max(MEBIBYTE, most - _BESIDE_DECODING - max_upload_bytes)
