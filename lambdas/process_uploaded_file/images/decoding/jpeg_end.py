"""Decodes a JPEG without an end marker: the file is truncated, or another file follows.

libjpeg accepts or refuses such a file depending on how far it reads ahead. This module accepts it if its
scans are complete: the decoder gets the scans plus a few padding bytes, and must finish with those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from images.decoding.decoder_input import MAX_PIECES
from images.decoding.progressive_jpeg import Component
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile

END_OF_IMAGE = b"\xff\xd9"

_SCAN, _RESTART_INTERVAL = 0xDA, 0xDD
_BETWEEN_SCANS = frozenset((0xC4, 0xDB, _RESTART_INTERVAL, _SCAN, 0xFE, *range(0xE0, 0xF0)))
# In a scan's data, 0xFF is always followed by zero or is part of a restart marker.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_VIDEO = b"ftyp"  # after a length field of four bytes, of which the first three are zero
_ZEROS = bytes(64)
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")

# 0xFF in a scan's encoding. It is not a Huffman code, so hardly a block can be decoded from it. It is not a
# marker either: at a marker libjpeg would silently fill in missing rows.
_PADDING = b"\xff\0"
_READ_AHEAD = 9  # bytes; libjpeg decodes only if 8 more bytes follow those that it needs
_BETWEEN_SCANS_BYTES = 4


class Decoder(Protocol):
    """Pillow's decoder."""

    def decode(self, content: bytes, /) -> tuple[int, int]:
        """Decode; return the number of consumed bytes, and the error's number or 0.

        A negative number of consumed bytes means that the decoder has finished, with or without an error.
        """


@dataclass(slots=True)
class Scans:
    """The scans of a JPEG, from the first one's marker to the end of the last one's data.

    Attributes:
        is_ended: whether the end-of-image marker follows.
        end: offset of the end of the data.
        headers: header of each scan, starting at its number of components.
        restart_interval: of the last scan, in MCUs (minimum coded units); 0: no restarts.
        restarts: number of restart markers in the last scan.
    """

    is_ended: bool = False
    end: int = 0
    headers: list[bytes] = field(default_factory=list)
    restart_interval: int = 0
    restarts: int = 0


def scans_of(
    data: bytes | memoryview,
    first_scan: int,
    *,
    has_one_scan: bool,
    zeros_are_pixels: bool,
    restart_interval: int = 0,
) -> Scans:
    """Return the scans of a JPEG.

    Args:
        data: the whole file, or a part of it.
        first_scan: offset of the first scan's marker.
        has_one_scan: whether the first scan has all the image's data.
        zeros_are_pixels: whether a long run of zeros can be valid data of a scan.
        restart_interval: that of the first scan.

    Raises:
        RejectedImageError: the file has too many segments.
    """
    scans, position = Scans(restart_interval=restart_interval), first_scan + 2
    code: int | None = _SCAN
    start_of_data = position
    for _ in range(MAX_PIECES):
        segment = bytes(data[position + 2 : position + int.from_bytes(data[position : position + 2])])
        position += 2 + len(segment)
        if code == _SCAN:
            scans.headers.append(segment)
            start_of_data = position
            marker = _MARKER.search(data, position)
            scans.end = marker.start() if marker else len(data)
        else:
            marker = _MARKER.match(data, position)
        code = data[marker.end() - 1] if marker else None
        scans.is_ended = code == END_OF_IMAGE[1]
        if marker is None or scans.is_ended or has_one_scan or code not in _BETWEEN_SCANS:
            if not scans.is_ended:
                scans.end = _end_of_data(bytes(data[: scans.end]), start_of_data, zeros_are_pixels)
            if scans.restart_interval:
                scans.restarts = sum(1 for _ in _RESTART.finditer(data, start_of_data, scans.end))
            return scans
        position = marker.end()
        if code == _RESTART_INTERVAL:
            scans.restart_interval = int.from_bytes(data[position + 2 : position + 4])
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)


def _end_of_data(data: bytes, start: int, zeros_are_pixels: bool) -> int:
    """Return the offset of the end of a scan's data. A video or zeros may follow without a marker."""
    video = data.find(_VIDEO, start) - 4
    end = video if video >= start and not any(data[video : video + 3]) else len(data)
    zeros = -1 if zeros_are_pixels else data.find(_ZEROS, start, end)
    return end if zeros < 0 else min(end, zeros + 2)  # the last bytes of the data may be zeros too


def are_complete(scans: Scans, size: tuple[int, int], components: Sequence[Component]) -> bool:
    """Return whether the scans have every bit of every coefficient of each component, and all restarts."""
    missing = {(one.identifier, place) for one in components for place in range(64)}
    for header in scans.headers:
        count = header[0] if header else 0
        first, last, bits = (*header[1 + 2 * count :], 0, 0, 0)[:3]
        if bits & 15 == 0:  # no lower bits are left for later scans
            missing -= {
                (header[1 + 2 * one], place) for one in range(count) for place in range(first, last + 1)
            }
    if missing:
        return False
    units = _units(scans.headers[-1], size, components)
    return not scans.restart_interval or scans.restarts >= -(-units // scans.restart_interval) - 1


def _units(header: bytes, size: tuple[int, int], components: Sequence[Component]) -> int:
    """Return the number of MCUs of a scan: blocks of its only component, or groups of blocks of several."""
    most = max(one.across for one in components), max(one.down for one in components)
    own = next((one.across, one.down) for one in components if one.identifier == header[1])
    samples = own if header[0] == 1 else (1, 1)
    across, down = (-(-size[side] * samples[side] // (8 * most[side])) for side in (0, 1))
    return across * down


def load_all_rows(image: ImageFile.ImageFile, content: bytes, *, has_one_scan: bool) -> None:
    """Decode an opened JPEG from content that ends with the data of its last scan.

    Raises:
        RejectedImageError: the data ends before the last row.
    """
    from PIL import Image  # imported late, to keep the import of formats cheap

    codec, extents, _, args = image.tile[0]
    image.load_prepare()
    decoder = Image._getdecoder(image.mode, codec, args, image.decoderconfig)
    try:
        decoder.setimage(image.im, extents)
        if not _is_complete(decoder, content.rstrip(b"\xff"), has_one_scan=has_one_scan):
            raise RejectedImageError(ImageProblem.DAMAGED)
    finally:
        decoder.cleanup()
    image.tile = []


def _is_complete(decoder: Decoder, content: bytes, *, has_one_scan: bool) -> bool:
    """Decode the content, then padding until the decoder's state is clear; return whether it has all rows.

    With one scan, the decoder finishes when it has all rows. With several, libjpeg waits for the end-of-image
    marker. If it waits inside a scan, it consumes several bytes at a time, for a block. If it waits after a
    scan, it skips single bytes; then the end marker is added.
    """
    left, passed_over = content, 0
    for _ in range(_READ_AHEAD + _BETWEEN_SCANS_BYTES):
        consumed, error = decoder.decode(left)
        if consumed < 0:
            return error == 0
        passed_over = passed_over + 1 if left == _PADDING and consumed == len(left) else 0
        if passed_over == _BETWEEN_SCANS_BYTES and not has_one_scan:
            consumed, error = decoder.decode(END_OF_IMAGE)
            return consumed < 0 and error == 0
        left = left[consumed:] + _PADDING
    return False
