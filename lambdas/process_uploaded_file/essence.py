"""A file without everything that its pixels do not need.

A decoder is given the image and no metadata: what it does not get cannot slow it down (Pillow needs seconds
for megabytes of tiny EXIF segments, comments or text chunks, and refuses pictures whose harmless text is too
long), and cannot reach the thumbnail. Formats whose decoder takes metadata in its stride pass as they are.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from exif_orientation import orientation_of
from icc_profile import MAX_PROFILE_BYTES
from progressive_jpeg import Component, pieces_for_an_eighth
from reasons import Reason
from rejected_image import RejectedImageError

# No real file comes near: a PNG of 20 MB in pieces of 8 KB has 2,500.
MAX_PIECES = 20_000
# Each scan of a progressive JPEG passes over all blocks of a component, at up to 2 ns a sample, and can be 10
# bytes long. Real files have about ten scans. This much takes 2.5 s.
MAX_SCANNED_SAMPLES = 1_200_000_000


@dataclass(frozen=True, slots=True)
class Essence:
    """What is left of a file.

    Attributes:
        pieces: what the decoder gets, one after another: of a large file a copy would cost as much again.
        for_an_eighth: the same for decoding a JPEG at an eighth of its size, where that is less.
        png_pixels: the compressed pixels of a PNG, whose one chunk of them in `pieces` is empty.
        orientation: 1 to 8, as EXIF counts them; None where only the decoder can say.
        icc_profile: the colour profile; None where there is none or only the decoder can say.
        decoder_bytes: memory that the decoder needs besides the pixels it gives.
        is_adobe: whether a JPEG's samples follow Adobe's conventions (CMYK is stored inverted).
    """

    pieces: tuple[bytes | memoryview, ...]
    for_an_eighth: tuple[bytes | memoryview, ...] | None = None
    png_pixels: tuple[memoryview, ...] = ()
    orientation: int | None = None
    icc_profile: bytes | None = None
    decoder_bytes: int = 0
    is_adobe: bool = False


def essence_of(data: bytes, content_type: str) -> Essence:
    """Return what is left of a file of that type.

    Raises:
        RejectedImageError: it is damaged, too complex, or a variant of its format that is not supported.
    """
    return _ESSENCE[content_type](data) if content_type in _ESSENCE else Essence((data,))


_JPEG_SCAN = re.compile(rb"\xff\xda")
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff]")
_JPEG_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = 0xC2
_JPEG_SUPPORTED_FRAMES = frozenset((0xC0, 0xC1, _PROGRESSIVE))  # those of Huffman codes
_ICC_PART_HEADER = 16  # length, identifier, number, count
_JPEG_NEEDED = frozenset((0xC4, 0xDB, 0xDD, 0xE0, 0xEE))  # tables, restart interval, JFIF, Adobe


def _jpeg(data: bytes) -> Essence:
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    frame = b""
    orientation: int | None = None
    icc_parts: list[bytes] = []
    is_adobe = False
    for code, segment, start in jpeg_segments(data):
        if code == 0xDA:
            if not frame:
                raise RejectedImageError(Reason.DAMAGED)
            decoder_bytes = _jpeg_decoder_bytes(frame, segment, data, start)
            profile = b"".join(part[2:] for part in sorted(icc_parts))
            return Essence(
                (*kept, memoryview(data)[start:]),
                for_an_eighth=_jpeg_for_an_eighth(frame, kept, data, start),
                orientation=orientation or 1,
                icc_profile=profile or None,
                decoder_bytes=decoder_bytes,
                is_adobe=is_adobe,
            )
        if code in _JPEG_FRAMES:
            if frame:
                raise RejectedImageError(Reason.DAMAGED)
            if code not in _JPEG_SUPPORTED_FRAMES or segment[2:3] != b"\x08":
                raise RejectedImageError(Reason.VARIANT_NOT_SUPPORTED)
            frame = bytes((code,)) + segment
        elif code == 0xE1 and segment.startswith(b"Exif\0\0", 2) and orientation is None:
            orientation = orientation_of(segment[2:])
        elif code == 0xE2 and segment.startswith(b"ICC_PROFILE\0", 2) and len(segment) > _ICC_PART_HEADER:
            icc_parts.append(segment[_ICC_PART_HEADER - 2 :])  # number, count, and a part of the profile
        is_adobe = is_adobe or (code == 0xEE and segment.startswith(b"Adobe", 2))
        if code in _JPEG_NEEDED or code in _JPEG_FRAMES:
            kept.append(b"\xff" + bytes((code,)) + segment)
    raise RejectedImageError(Reason.DAMAGED)  # no pixels


def jpeg_segments(data: bytes | memoryview) -> Iterator[tuple[int, bytes, int]]:
    """Yield code, content with its length, and place of each segment; the first scan's is the last."""
    position = 2
    for _ in range(MAX_PIECES):
        marker = _JPEG_MARKER.search(data, position)
        if marker is None:
            return
        code, position = data[marker.start() + 1], marker.end()
        if code in _JPEG_WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[position : position + 2])
        segment = bytes(data[position : position + length])
        if length < 2 or len(segment) < length:
            return
        yield code, segment, marker.start()
        position += length
        if code == 0xDA:
            return
    raise RejectedImageError(Reason.TOO_COMPLEX)


def _jpeg_decoder_bytes(frame: bytes, first_scan: bytes, data: bytes, start: int) -> int:
    """Return the memory for all coefficients, which libjpeg keeps if there is more than one scan.

    `frame` is the frame's code, length and content; `first_scan` length and content of the scan at `start`.
    """
    if len(frame) < 9 or len(first_scan) < 3:
        raise RejectedImageError(Reason.DAMAGED)
    size: tuple[int, int, int] = struct.unpack_from(">HHB", frame, 4)
    height, width, count = size
    samplings = [(byte >> 4, byte & 15) for byte in frame[10::3]]
    if not height or not width or not count or len(samplings) != count or not all(map(all, samplings)):
        raise RejectedImageError(Reason.DAMAGED)
    if frame[0] != _PROGRESSIVE and first_scan[2] == count:
        return 0
    widest, highest = max(across for across, _ in samplings), max(down for _, down in samplings)
    units = -(-width // (8 * widest)) * -(-height // (8 * highest))
    samples = [across * down * units * 64 for across, down in samplings]
    scans, most = _JPEG_SCAN.finditer(data, start), MAX_SCANNED_SAMPLES // max(samples)
    if next(islice(scans, most, None), None) is not None:
        raise RejectedImageError(Reason.TOO_COMPLEX)
    return sum(samples) * 2


def _jpeg_for_an_eighth(
    frame: bytes, headers: list[bytes | memoryview], data: bytes, start: int
) -> tuple[bytes | memoryview, ...] | None:
    if frame[0] != _PROGRESSIVE:
        return None
    height, width, count = struct.unpack_from(">HHB", frame, 4)
    components = [
        Component(identifier, sampling >> 4, sampling & 15)
        for identifier, sampling in zip(frame[9 : 9 + 3 * count : 3], frame[10::3], strict=True)
    ]
    scans = pieces_for_an_eighth(data, start, (width, height), components)
    return (*headers, *scans) if scans else None


_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _png(data: bytes) -> Essence:
    kept: list[bytes | memoryview] = [_PNG_SIGNATURE]
    header = b""
    pixels: list[memoryview] = []
    orientation: int | None = None
    has_profile = False
    profile: bytes | None = None
    for kind, content, checksum in _png_chunks(data):
        if kind == b"IDAT":
            pixels.append(content)
            continue
        if kind in (b"IHDR", b"PLTE", b"tRNS") and zlib.crc32(content, zlib.crc32(kind)) != checksum:
            raise RejectedImageError(Reason.DAMAGED)
        if kind == b"IHDR":
            if header:
                raise RejectedImageError(Reason.DAMAGED)
            header = bytes(content)
            kept.append(_png_chunk(kind, header))
        elif kind == b"PLTE" and not pixels:
            kept.append(_png_chunk(kind, bytes(content)))
        elif kind == b"tRNS" and not pixels:
            kept.append(_png_chunk(kind, _png_transparency(bytes(content), header)))
        elif kind == b"iCCP" and not has_profile:
            has_profile, profile = True, _png_profile(bytes(content))  # inflating takes time: the first alone
        elif kind == b"eXIf" and orientation is None:
            orientation = orientation_of(bytes(content))
    if not header or not pixels:
        raise RejectedImageError(Reason.DAMAGED)
    kept += [_png_chunk(b"IDAT", b""), _png_chunk(b"IEND", b"")]
    return Essence(tuple(kept), png_pixels=tuple(pixels), orientation=orientation or 1, icc_profile=profile)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, int]]:
    """Yield kind, content and checksum of each chunk up to the end, or to where the file breaks off."""
    view = memoryview(data)
    position = len(_PNG_SIGNATURE)
    for _ in range(MAX_PIECES):
        length = int.from_bytes(view[position : position + 4])
        kind = bytes(view[position + 4 : position + 8])
        end = position + 8 + length
        if len(kind) < 4 or kind == b"IEND":
            return
        yield kind, view[position + 8 : end], int.from_bytes(view[end : end + 4])
        position = end + 4
    raise RejectedImageError(Reason.TOO_COMPLEX)


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return b"".join((len(content).to_bytes(4), kind, content, checksum.to_bytes(4)))


def _png_transparency(content: bytes, header: bytes) -> bytes:
    """Return a tRNS chunk's content in the samples of Pillow's image, whose colours and greys have 8 bits."""
    depth_and_colour = header[8:10]
    if depth_and_colour == b"\x10\x02" and len(content) >= 6:
        return bytes((0, content[0], 0, content[2], 0, content[4]))
    if depth_and_colour in (b"\x02\x00", b"\x04\x00") and len(content) >= 2:
        most = (1 << depth_and_colour[0]) - 1
        return bytes((0, (content[1] & most) * 255 // most))
    return content


def _png_profile(content: bytes) -> bytes | None:
    """Return the profile of an iCCP chunk, None if it is broken or too large to be one.

    The chunk holds a name, a zero, the number of the only compression there is, and the compressed profile.
    """
    inflate = zlib.decompressobj()
    try:
        profile = inflate.decompress(content.partition(b"\0")[2][1:], MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if inflate.eof else None


def _gif(data: bytes) -> Essence:
    """Keep screen, palette, and the first frame with the extension that says what is transparent in it."""
    flags = data[10] if len(data) > 10 else 0
    position = start = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    control = b""
    for _ in range(MAX_PIECES):
        introducer = data[position : position + 1]
        if introducer == b",":
            return Essence((data[:start], control, memoryview(data)[position:]), orientation=1)
        if introducer == b"!":
            block = position + 2
            while length := data[block] if block < len(data) else 0:
                block += 1 + length
            if data[position + 1 : position + 2] == b"\xf9":
                control = data[position : block + 1]
            position = block + 1
        elif introducer == b"\0":
            position += 1
        else:
            raise RejectedImageError(Reason.DAMAGED)
    raise RejectedImageError(Reason.TOO_COMPLEX)


# The types that are allowed by option have modules of their own, which nobody else waits for.


def _tiff(data: bytes) -> Essence:
    from tiff_essence import tiff_essence

    return tiff_essence(data)


def _avif(data: bytes) -> Essence:
    from avif_essence import avif_essence

    return avif_essence(data)


_ESSENCE: dict[str, Callable[[bytes], Essence]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/gif": _gif,
    "image/tiff": _tiff,
    "image/avif": _avif,
}
