"""A progressive JPEG without the scans that do not matter at an eighth of its size.

At an eighth, a block of 8 x 8 samples becomes one pixel: their mean, which is the first coefficient. The
other 63 coefficients of brightness are most of a progressive file; libjpeg reads and then discards them. This
module leaves them out. A scan of a few bytes in their place says that all are zero, because libjpeg would
guess them otherwise and blur. The pixels are the same to the bit, in a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# In a scan's data a byte of ones is followed by zero; the markers of restarts belong to the data as well.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_TABLES = frozenset((0xC4, 0xDB, 0xDD))  # Huffman, quantization, restart interval
_IGNORED = frozenset((*range(0xE0, 0xF0), 0xFE))  # applications' data, comments
_MOST_SEGMENTS = 1000

_NO_RESTARTS = b"\xff\xdd\x00\x04\x00\x00"
# Huffman table 0 for coefficients, with the code 0 alone: "end of band for 2^14 blocks and more".
_END_OF_BAND_TABLE = b"\xff\xc4\x00\x14\x10\x01" + bytes(15) + b"\xe0"
_LONGEST_RUN = (1 << 15) - 1  # blocks that this code can end, with 14 more bits that are all set


class Component(NamedTuple):
    """One of a frame's components, and how often it is sampled in either direction, 1 to 4."""

    identifier: int
    across: int
    down: int


def pieces_for_an_eighth(
    data: bytes, first_scan: int, size: tuple[int, int], components: list[Component]
) -> list[bytes | memoryview] | None:
    """Return what follows a progressive JPEG's headers in a file for decoding at an eighth.

    None where nothing can be left out, or where the file is not as it should be: then its decoder decides.

    Args:
        data: the whole file.
        first_scan: where its first scan's marker is.
        size: of the image, width and height in pixels.
        components: in the order of the frame.
    """
    most = max(one.across for one in components), max(one.down for one in components)
    # Others, of fewer samples, libjpeg scales by less, so that it need not make more of them afterwards.
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
    """Yield code, start and end of each segment, of a scan with its data, up to where the file breaks off."""
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
    """Return the component of a scan that has no first coefficients, None of another scan.

    After the marker come two bytes of length, the number of components, two bytes for each, and the first
    coefficient of each block that the scan has.
    """
    header = data[start + 4 : start + 8]
    return header[1] if len(header) == 4 and header[0] == 1 and header[3] > 0 else None


def _zeros(component: Component, size: tuple[int, int], most: tuple[int, int]) -> bytes:
    """Return a scan that sets all but the first coefficient of a component to zero."""
    across, down = (
        -(-side * samples // (8 * at_most))
        for side, samples, at_most in zip(size, (component.across, component.down), most, strict=True)
    )
    runs = -(-across * down // _LONGEST_RUN)
    bits = ("0" + "1" * 14) * runs
    bits += "1" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\x00")
    return b"".join((b"\xff\xda\x00\x08\x01", bytes((component.identifier,)), b"\x00\x01\x3f\x00", content))
