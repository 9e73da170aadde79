"""Removes the scans of a progressive JPEG that decoding at 1/8 of its size does not need.

At 1/8, a block of 8 x 8 samples becomes one pixel: their mean, which is the first coefficient. The other 63
coefficients of brightness are most of a progressive file; libjpeg reads and then discards them. This module
leaves them out. A scan of a few bytes in their place says that all are zero; without it, libjpeg would guess
them and blur. The pixels are identical, in a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# In a scan's data, 0xFF is followed by zero. Restart markers are part of the data.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_TABLES = frozenset((0xC4, 0xDB, 0xDD))  # Huffman, quantization, restart interval
_IGNORED = frozenset((*range(0xE0, 0xF0), 0xFE))  # application data, comments
_MOST_SEGMENTS = 1000

_NO_RESTARTS = b"\xff\xdd\x00\x04\x00\x00"
# Huffman table 0 for coefficients, with one code, bit 0: "end of band for 2^14 blocks or more" (EOB14).
_END_OF_BAND_TABLE = b"\xff\xc4\x00\x14\x10\x01" + bytes(15) + b"\xe0"
_LONGEST_RUN = (1 << 15) - 1  # blocks that one code ends if the 14 bits after it are all 1


class Component(NamedTuple):
    """A component of a frame, with its sampling factors across and down, 1 to 4."""

    identifier: int
    across: int
    down: int


def pieces_for_an_eighth(
    data: bytes, first_scan: int, size: tuple[int, int], components: list[Component]
) -> list[bytes | memoryview] | None:
    """Return the scans that decoding at 1/8 needs, in pieces that follow the JPEG's headers.

    Args:
        data: the whole file.
        first_scan: offset of the first scan's marker.
        size: width and height of the image in pixels.
        components: in the frame's order.

    Returns:
        None if nothing can be left out, or if the file is malformed: then the decoder judges the whole file.
    """
    most = max(one.across for one in components), max(one.down for one in components)
    # libjpeg decodes subsampled components at a larger scale, so that it need not enlarge them afterwards.
    at_an_eighth = {one.identifier for one in components if (one.across, one.down) == most}
    kept: list[bytes | memoryview] = []
    left_out: set[int] = set()
    for code, start, end in _segments(data, first_scan):
        if code == _END_OF_IMAGE:
            if not left_out:
                return None
            zeros = [_zeros(one, size, most) for one in components if one.identifier in left_out]
            return [*kept, _NO_RESTARTS, _END_OF_BAND_TABLE, *zeros, b"\xff\xd9"]
        scanned = _component_of_details(data, start) if code == _START_OF_SCAN else None
        if scanned in at_an_eighth:
            left_out.add(scanned)
        elif code == _START_OF_SCAN or code in _TABLES:
            kept.append(memoryview(data)[start:end])
        elif code not in _IGNORED:
            return None
    return None


def _segments(data: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """Yield code, start and end of each segment, up to the file's end. A scan's end includes its data."""
    for _ in range(_MOST_SEGMENTS):
        marker = _MARKER.search(data, position)
        if marker is None:
            return
        start, code = marker.start(), data[marker.start() + 1]
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
        if code == _START_OF_SCAN:
            following = _MARKER.search(data, position)
            position = following.start() if following else len(data)
        yield code, start, position


def _component_of_details(data: bytes, start: int) -> int | None:
    """Return the component of a scan without first coefficients; None for any other scan.

    A scan's header: marker, two bytes of length, number of components, two bytes for each, then the index of
    the first coefficient in the scan.
    """
    header = data[start + 4 : start + 8]
    return header[1] if len(header) == 4 and header[0] == 1 and header[3] > 0 else None


def _zeros(component: Component, size: tuple[int, int], most: tuple[int, int]) -> bytes:
    """Return a scan that sets all coefficients of a component to zero, except the first."""
    across, down = (
        -(-side * samples // (8 * at_most))
        for side, samples, at_most in zip(size, (component.across, component.down), most, strict=True)
    )
    runs = -(-across * down // _LONGEST_RUN)
    bits = ("0" + "1" * 14) * runs
    bits += "1" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\x00")
    return b"".join((b"\xff\xda\x00\x08\x01", bytes((component.identifier,)), b"\x00\x01\x3f\x00", content))
