"""The protocol between the function, the fork server and its decoders: messages of fixed layout.

The function and the fork server share one socket. Each decoder has its own socket to the function.

    function -> fork server   START, with the decoder's end of a new socket
    fork server -> function   ENDED and how that decoder ended; or FAILED and why loading failed
    decoder -> function       its guards; later the length of its answer, and the answer
    function -> decoder       the lengths of the request and of the file, then both
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

# Exit codes of a decoder without an answer: the file exceeded the memory limit, or this program has a bug.
OUT_OF_MEMORY, PROGRAM_ERROR = 3, 4


@dataclass(frozen=True, slots=True)
class Ending:
    """How a decoder ended.

    Attributes:
        status: wait status, as `os.wait4` returns it.
        processor_seconds: user and system time.
        peak_bytes: peak resident memory.
    """

    status: int
    processor_seconds: float
    peak_bytes: int

    def packed(self) -> bytes:
        """Encode it for the message ENDED."""
        return _ENDING.pack(self.status, round(self.processor_seconds * 1_000_000), self.peak_bytes)

    @classmethod
    def unpacked(cls, data: bytes) -> Ending:
        """Decode the result of `packed`."""
        status, microseconds, peak_bytes = _ENDING.unpack(data)
        return cls(status, microseconds / 1_000_000, peak_bytes)
