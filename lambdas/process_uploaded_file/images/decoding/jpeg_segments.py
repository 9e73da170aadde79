"""Reads the segments of a JPEG up to its first scan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from images.decoding.decoder_input import MAX_PIECES
from images.decoding.rejected_image import ImageProblem, RejectedImageError

START_OF_SCAN = 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

_MARKER = re.compile(rb"\xff[^\x00\xff]")
_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))


def jpeg_segments(data: bytes | memoryview) -> Iterator[tuple[int, bytes, int]]:
    """Yield marker code, length field with content, and offset of each segment, up to the first scan.

    Raises:
        RejectedImageError: the file has too many segments.
    """
    position = 2
    for _ in range(MAX_PIECES):
        marker = _MARKER.search(data, position)
        if marker is None:
            return
        code, position = data[marker.start() + 1], marker.end()
        if code in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[position : position + 2])
        segment = bytes(data[position : position + length])
        if length < 2 or len(segment) < length:
            return
        yield code, segment, marker.start()
        position += length
        if code == START_OF_SCAN:
            return
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)
