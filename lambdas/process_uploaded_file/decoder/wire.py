"""What the function, the fork server and its decoders say to each other, in bytes of fixed layout.

The function and the fork server share one socket; a decoder shares another one with the function alone.

    function -> fork server   START, with the decoder's end of a new socket
    fork server -> function   how that decoder ended; or FAILED and why nothing could be loaded
    decoder -> function       its guards; later the length of its answer, and the answer
    function -> decoder       the lengths of a request and of a file, then both
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

START, ENDED, FAILED = b"s", b"e", b"f"
GUARDS = struct.Struct("<H")
REQUEST = struct.Struct("<IQ")
ANSWER = struct.Struct("<I")
_ENDING = struct.Struct("<iqq")
ENDING_BYTES = _ENDING.size

# The exit codes of a decoder without an answer: the file took all of its memory, or our program is wrong.
OUT_OF_MEMORY, PROGRAM_ERROR = 3, 4


@dataclass(frozen=True, slots=True)
class Ending:
    """How a decoder ended.

    Attributes:
        status: its wait status.
        processor_seconds: that it took.
        peak_bytes: the most memory that was resident.
    """

    status: int
    processor_seconds: float
    peak_bytes: int

    def packed(self) -> bytes:
        """Return it as the fork server sends it."""
        return _ENDING.pack(self.status, round(self.processor_seconds * 1_000_000), self.peak_bytes)

    @classmethod
    def unpacked(cls, data: bytes) -> Ending:
        """Return what `packed` made."""
        status, microseconds, peak_bytes = _ENDING.unpack(data)
        return cls(status, microseconds / 1_000_000, peak_bytes)
