"""The default colour profile for CMYK images without one: offset printing on coated paper."""

from __future__ import annotations

import struct

from images.press_table import GRID, LAB

_D50 = struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
_IDENTITY = struct.pack(">9i", *(0x10000 * (place % 4 == 0) for place in range(9)))
_STRAIGHT = bytes(range(256))


def press_profile() -> bytes:
    """Return an ICC profile of version 2: one 8-bit lookup table (A2B0) with linear curves."""
    table = b"".join((b"mft1\0\0\0\0", bytes((4, 3, GRID, 0)), _IDENTITY, _STRAIGHT * 4, LAB, _STRAIGHT * 3))
    tags = {b"A2B0": table, b"wtpt": b"XYZ \0\0\0\0" + _D50}
    start = 128 + 4 + 12 * len(tags)
    listed, body = b"", b""
    for name, content in tags.items():
        listed += name + struct.pack(">II", start + len(body), len(content))
        body += content
    header = struct.pack(
        ">I4xI4s4s4s12x4s28x12s48x",
        start + len(body),
        0x02400000,
        b"prtr",
        b"CMYK",
        b"Lab ",
        b"acsp",
        _D50,
    )
    return header + struct.pack(">I", len(tags)) + listed + body
