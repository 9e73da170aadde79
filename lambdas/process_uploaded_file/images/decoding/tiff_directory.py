"""A TIFF's first image behind a directory of our own, in which there is only what its pixels need.

Pillow and libtiff believe a directory: both read all of what it lists before anything can be checked, so that
ten megabytes of offsets become gigabytes. They get one that was written here, from entries that were looked
at one by one: as many strips or tiles as the size of the image asks for, within the file and not one over
another, in the methods of compression that need no more memory than their result.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from images.decoding.decoder_input import MAX_PIECES, DecoderInput
from images.decoding.icc_profile import MAX_PROFILE_BYTES
from images.decoding.jpeg_segments import FRAMES, START_OF_SCAN, jpeg_segments
from images.decoding.rejected_image import ImageProblem, RejectedImageError

MAX_ENTRIES = 512  # of a directory; raw files of cameras have about a hundred
MAX_VALUES = 64  # of an entry that is no table: two for each sample would do
MAX_TABLE = 1 << 16  # bytes of tables of a JPEG, colours of a map
MAX_TILE_PIXELS = 1024 * 1024  # of a tile that is larger than its image
MAX_TILED_PIXELS = 16 * 1024 * 1024  # of all tiles, where that is more than twice the image

Order = Literal["<", ">"]

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _ORIENTATION, _SAMPLES, _ROWS, _STRIP_BYTES, _PLANAR = 273, 274, 277, 278, 279, 284
_COLOUR_MAP, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES = 320, 322, 323, 324, 325
_JPEG_TABLES, _PROFILE = 347, 34675

_SHORT, _LONG, _RATIONAL, _UNDEFINED = 3, 4, 5, 7
_BYTES = frozenset((1, _UNDEFINED))
_INTEGERS = {1: "B", _SHORT: "H", _LONG: "I", 16: "Q"}
_OFFSETS = frozenset((_SHORT, _LONG, 16))
_SIZES = {1: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, _UNDEFINED: 1, 16: 8}

# What is kept, and at most how many values of it. Those without a name: fill order, options of fax codes,
# predictor, extra samples, kind of samples, subsampling and siting of YCbCr.
_FEW_NUMBERS = (_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _PLANAR)
_NUMBERS = {
    **dict.fromkeys((*_FEW_NUMBERS, 266, 292, 293, 317, 338, 339, 530, 531), MAX_VALUES),
    _COLOUR_MAP: 3 * MAX_TABLE,
}
_RATIONALS = (529, 532)  # of the conversion from YCbCr: weights, and what is black and white

_UNCOMPRESSED, _JPEG = 1, 7
# None, three codes of fax machines, LZW, JPEG, Deflate by its two numbers, and run lengths. Not the old JPEG,
# which nobody has written for 25 years, and not LZMA and Zstandard, whose files say what memory they take.
_COMPRESSIONS = frozenset((_UNCOMPRESSED, 2, 3, 4, 5, _JPEG, 8, 32773, 32946))
_IN_YCBCR, _SEPARATE = 6, 2


def rewritten(data: bytes) -> DecoderInput:
    """Return a TIFF with a new directory in front of the pixels of the file.

    Raises:
        RejectedImageError: the file is damaged, too complex, or of a variant that is not supported.
    """
    old = _Directory(data)
    layout = _Layout.of(old)
    if layout.compression not in _COMPRESSIONS:
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    offsets, lengths = _places(old, layout)
    if layout.compression == _JPEG:
        for offset, length in zip(offsets, lengths, strict=True):
            _check_jpeg(memoryview(data)[offset : offset + length])

    entries: dict[int, tuple[int, bytes]] = {}
    for tag, most in _NUMBERS.items():
        entries[tag] = _encoded_numbers(old.order, old.numbers(tag, most))
    for tag in _RATIONALS:
        entries[tag] = _RATIONAL, old.content(tag, frozenset((_RATIONAL,)), MAX_VALUES)
    entries[_JPEG_TABLES] = _UNDEFINED, old.content(_JPEG_TABLES, _BYTES, MAX_TABLE)
    if layout.is_tiled:
        ours = {
            _TILE_WIDTH: [layout.width],
            _TILE_HEIGHT: [layout.height],
            _TILES: offsets,
            _TILE_BYTES: lengths,
        }
    else:
        ours = {_ROWS: [layout.height], _STRIPS: offsets, _STRIP_BYTES: lengths}
    for tag, values in ours.items():
        entries[tag] = _encoded_numbers(old.order, values)
    orientation = old.number(_ORIENTATION, 1)
    return DecoderInput(
        _with_directory(data, old.order, entries),
        orientation=orientation if 1 <= orientation <= 8 else 1,
        icc_profile=old.content(_PROFILE, _BYTES, MAX_PROFILE_BYTES) or None,
        decoder_bytes=layout.decoder_bytes,
    )


class _Directory:
    """The first directory of a TIFF or a BigTIFF; what is outside the file makes it damaged."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order: Order = "<" if data[:2] == b"II" else ">"
        is_big = b"+" in data[2:4]
        place = self._unpack("Q" if is_big else "I", 8 if is_big else 4)[0]
        count = self._unpack("Q" if is_big else "H", place)[0]
        if count > MAX_ENTRIES:
            raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        entry, inline, number = ("HHQ", 8, "Q") if is_big else ("HHI", 4, "I")
        head = struct.calcsize("<" + entry)
        place += 8 if is_big else 2
        self._entries: dict[int, tuple[int, int, int]] = {}
        for start in range(place, place + count * (head + inline), head + inline):
            tag, kind, values = self._unpack(entry, start)
            start += head
            is_inline = values * _SIZES.get(kind, 1) <= inline
            self._entries[tag] = kind, values, start if is_inline else self._unpack(number, start)[0]

    def _unpack(self, form: str, place: int) -> tuple[int, ...]:
        if place + struct.calcsize("<" + form) > len(self.data):
            raise RejectedImageError(ImageProblem.DAMAGED)
        return struct.unpack_from(self.order + form, self.data, place)

    def __contains__(self, tag: int) -> bool:
        return tag in self._entries

    def _entry(self, tag: int, kinds: frozenset[int], most: int) -> tuple[int, int, int]:
        kind, count, place = self._entries[tag]
        if kind not in kinds:
            raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
        if count > most:
            raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        return kind, count, place

    def numbers(self, tag: int, most: int = MAX_VALUES) -> tuple[int, ...]:
        """Return the whole numbers of an entry, none if it is not there."""
        if tag not in self:
            return ()
        kind, count, place = self._entry(tag, frozenset(_INTEGERS), most)
        return self._unpack(f"{count}{_INTEGERS[kind]}", place)

    def number(self, tag: int, default: int) -> int:
        return next(iter(self.numbers(tag)), default)

    def content(self, tag: int, kinds: frozenset[int], most: int) -> bytes:
        """Return an entry of one of those kinds as it is stored, empty if it is not there."""
        if tag not in self:
            return b""
        kind, count, place = self._entry(tag, kinds, most)
        return self.data[place : place + count * _SIZES[kind]]

    def first_offsets(self, tag: int, wanted: int) -> tuple[int, ...]:
        """Return as many as are wanted; what comes after them is nothing that the image needs."""
        kind, count, place = self._entry(tag, _OFFSETS, len(self.data))
        if count < wanted:
            raise RejectedImageError(ImageProblem.DAMAGED)
        return self._unpack(f"{wanted}{_INTEGERS[kind]}", place)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Into how many strips or tiles, of which size, the image is divided."""

    is_tiled: bool
    width: int
    height: int
    count: int
    compression: int
    decoder_bytes: int

    @classmethod
    def of(cls, directory: _Directory) -> _Layout:
        across, down = directory.number(_WIDTH, 0), directory.number(_HEIGHT, 0)
        is_tiled = _TILES in directory
        if is_tiled:
            width, height = directory.number(_TILE_WIDTH, 0), directory.number(_TILE_HEIGHT, 0)
        else:
            width, height = across, min(directory.number(_ROWS, down), down)
        samples, bits = directory.number(_SAMPLES, 1), directory.numbers(_BITS) or (1,)
        if not (across and down and width and height and samples):
            raise RejectedImageError(ImageProblem.DAMAGED)
        is_separate = directory.number(_PLANAR, 1) == _SEPARATE
        planes = samples if is_separate else 1
        count = -(-across // width) * -(-down // height) * planes
        pixels, tiled = width * height, count * width * height // planes
        if (
            count > MAX_PIECES
            or samples > MAX_VALUES
            or pixels > max(across * down, MAX_TILE_PIXELS)
            or (is_tiled and tiled > max(2 * across * down, MAX_TILED_PIXELS))
        ):
            raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        compression = directory.number(_COMPRESSION, _UNCOMPRESSED)
        decoder_bytes = 0
        if compression != _UNCOMPRESSED:  # libtiff decodes a whole strip or tile, and YCbCr from there to RGB
            decoder_bytes = pixels * max(bits) * (samples // planes) // 8
            if directory.number(_PHOTOMETRIC, 0) == _IN_YCBCR:
                decoder_bytes += pixels * 4
        return cls(is_tiled, width, height, count, compression, decoder_bytes)


def _places(directory: _Directory, layout: _Layout) -> tuple[Sequence[int], Sequence[int]]:
    """Return where the strips or tiles are and how long; a length that is missing goes to the file's end."""
    size = len(directory.data)
    tags = (_TILES, _TILE_BYTES) if layout.is_tiled else (_STRIPS, _STRIP_BYTES)
    if tags[0] not in directory:
        raise RejectedImageError(ImageProblem.DAMAGED)
    offsets = directory.first_offsets(tags[0], layout.count)
    if max(offsets) >= size:
        raise RejectedImageError(ImageProblem.DAMAGED)
    if tags[1] not in directory:
        lengths = [size - offset for offset in offsets]
    else:
        told = directory.first_offsets(tags[1], layout.count)
        lengths = [min(length, size - offset) for offset, length in zip(offsets, told, strict=True)]
    # Each strip would be read again for every entry that names it, and could be the whole file.
    if layout.compression != _UNCOMPRESSED and sum(lengths) > size:
        raise RejectedImageError(ImageProblem.TOO_COMPLEX)
    return offsets, lengths


def _check_jpeg(part: memoryview) -> None:
    """Refuse what has more than one scan, as libjpeg then keeps all coefficients, and other than 8 bits."""
    components = 0
    for code, segment, _ in islice(jpeg_segments(part), MAX_VALUES):
        if code == START_OF_SCAN:
            if segment[2] == components:
                return
            raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
        if code in FRAMES:
            if code > 0xC1 or segment[2] != 8:
                raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
            components = segment[7]
    raise RejectedImageError(ImageProblem.DAMAGED)


def _encoded_numbers(order: Order, values: Sequence[int]) -> tuple[int, bytes]:
    """Return kind and content of an entry; short numbers where they are, as libtiff asks for some."""
    most = max(values, default=0)
    if most >= 1 << 32:
        raise RejectedImageError(ImageProblem.DAMAGED)
    kind = _SHORT if most < 1 << 16 else _LONG
    return kind, struct.pack(f"{order}{len(values)}{_INTEGERS[kind]}", *values)


def _with_directory(
    data: bytes, order: Order, entries: dict[int, tuple[int, bytes]]
) -> tuple[bytes | memoryview, ...]:
    """Return a file whose directory comes last, so that all that it points to stays where it was."""
    entries = {tag: entry for tag, entry in sorted(entries.items()) if entry[1]}
    start = len(data) + len(data) % 2
    place = start + 2 + 12 * len(entries) + 4
    listed, contents = [struct.pack(order + "H", len(entries))], [bytes(4)]
    for tag, (kind, content) in entries.items():
        listed.append(struct.pack(order + "HHI", tag, kind, len(content) // _SIZES[kind]))
        if len(content) <= 4:
            listed.append(content.ljust(4, b"\0"))
        else:
            listed.append(struct.pack(order + "I", place))
            contents.append(content + bytes(len(content) % 2))
            place += len(contents[-1])
    header = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", start)
    return header, memoryview(data)[8:], b"".join((bytes(len(data) % 2), *listed, *contents))
