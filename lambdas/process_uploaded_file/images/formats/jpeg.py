"""JPEG."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.exif_orientation import orientation_of
from images.decoding.image_format import Encoder, FileType, ImageFormat
from images.decoding.jpeg_segments import FRAMES, START_OF_SCAN, jpeg_segments
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from images.decoding.jpeg_end import Scans
    from images.decoding.progressive_jpeg import Component
    from PIL import Image, ImageFile

# Each scan of a progressive JPEG passes over all blocks of a component, at up to 2 ns a sample, and can be 10
# bytes long. Real files have about ten scans. This much takes 2.5 s.
MAX_SCANNED_SAMPLES = 1_200_000_000

_SCAN = re.compile(rb"\xff\xda")
_PROGRESSIVE = 0xC2
_SUPPORTED_FRAMES = frozenset((0xC0, 0xC1, _PROGRESSIVE))  # those of Huffman codes
_HUFFMAN_TABLES, _RESTARTS = 0xC4, 0xDD
_KEPT = FRAMES | {_HUFFMAN_TABLES, 0xDB, _RESTARTS}  # and quantization
_JFIF, _EXIF, _ICC, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
# Their identifiers, and the least length with its own two bytes: libjpeg ignores what is shorter.
_COLOUR_HINTS = {_JFIF: (b"JFIF\0", 16), _ADOBE: (b"Adobe", 14)}
_ICC_PART_HEADER = 16  # length, identifier, number, count
_FIRST = (0xC0, 0xC2, 0xC4, 0xDB, _JFIF, _EXIF, _ICC, 0xED, _ADOBE, 0xFE)  # what files start with
_END_OF_IMAGE = b"\xff\xd9"
_AT_AN_EIGHTH = (8, 0)  # Pillow's decoder configuration of a draft at an eighth


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegInput(DecoderInput):
    """A JPEG without metadata; the last of its pieces has the scans.

    Attributes:
        layout: how its samples are coded.
        for_an_eighth: less than `pieces`, enough to decode at an eighth; None if nothing can be left out.
        is_adobe: whether Adobe's marker says that CMYK is stored inverted.
        scans: without a marked end. None if it is marked, as far as a look at the file's last bytes says.
    """

    layout: Layout
    for_an_eighth: tuple[bytes | memoryview, ...] | None = None
    is_adobe: bool = False
    scans: Scans | None = None

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode, from fewer bytes at an eighth of the size. Without a marked end, no row may be missing."""
        if self.scans is None:
            if self.for_an_eighth and image.decoderconfig == _AT_AN_EIGHTH:
                image.fp = open_pieces(self.for_an_eighth)
            tile = list(image.tile)
            try:
                image.load()
            except OSError:  # the end can be that of another file, which follows
                image.tile = tile
                self._load_without_end(image)
        else:
            self._load_without_end(image)

    def _load_without_end(self, image: ImageFile.ImageFile) -> None:
        from images.decoding.jpeg_end import are_all_there, load_all_rows  # few files have no end

        *headers, data = self.pieces
        scans = self.scans
        if scans is None:
            scans = _scans(data, 0, headers, self.layout)
            data = data[: scans.end]
        if scans.is_ended or not (self.layout.has_one_scan or are_all_there(scans, *self.layout.frame)):
            raise RejectedImageError(ImageProblem.DAMAGED)
        content = b"".join((*headers, data))
        load_all_rows(image, content, has_one_scan=self.layout.has_one_scan)

    def corrected(self, image: Image.Image) -> Image.Image:
        """Undo Pillow's inversion of CMYK where the file is not stored inverted."""
        if self.is_adobe or image.mode != "CMYK":
            return image
        from images.decoding.plain_cmyk import plain

        return plain(image)


def without_metadata(data: bytes) -> JpegInput:
    """Return the frame, its tables and its scans; orientation and profile are read from the rest."""
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    frame = b""
    orientation: int | None = None
    icc_parts: list[bytes] = []
    is_adobe = False
    for code, segment, start in jpeg_segments(data):
        if code == START_OF_SCAN:
            if not frame:
                raise RejectedImageError(ImageProblem.DAMAGED)
            layout = Layout.of(frame, segment)
            scans = None if data.endswith(_END_OF_IMAGE) else _scans(data, start, kept, layout)
            end = len(data) if scans is None else scans.end + len(_END_OF_IMAGE) * scans.is_ended
            if scans and scans.is_ended:
                scans = None
            return JpegInput(
                (*kept, memoryview(data)[start:end]),
                orientation=orientation or 1,
                icc_profile=_profile(icc_parts),
                decoder_bytes=_coefficient_bytes(layout, data, start, end),
                layout=layout,
                for_an_eighth=_for_an_eighth(layout, kept, data, start) if scans is None else None,
                is_adobe=is_adobe,
                scans=scans,
            )
        if code in FRAMES:
            if frame:
                raise RejectedImageError(ImageProblem.DAMAGED)
            if code not in _SUPPORTED_FRAMES or segment[2:3] != b"\x08":
                raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
            frame = bytes((code,)) + segment
        elif code == _EXIF and segment.startswith(b"Exif\0\0", 2) and orientation is None:
            orientation = orientation_of(segment[2:])
        elif code == _ICC and segment.startswith(b"ICC_PROFILE\0", 2) and len(segment) > _ICC_PART_HEADER:
            icc_parts.append(segment[_ICC_PART_HEADER - 2 :])  # number, count, and a part of the profile
        is_hint = _is_colour_hint(code, segment)
        is_adobe = is_adobe or (code == _ADOBE and is_hint)
        if code in _KEPT or is_hint:
            kept.append(b"\xff" + bytes((code,)) + segment)
    raise RejectedImageError(ImageProblem.DAMAGED)  # no pixels


def _is_colour_hint(code: int, segment: bytes) -> bool:
    identifier, least = _COLOUR_HINTS.get(code, (b"", 0))
    return bool(least) and segment.startswith(identifier, 2) and len(segment) >= least


def _profile(parts: list[bytes]) -> bytes | None:
    """Return the profile whose parts, each with its number and their count, come together; None if none does.

    By libjpeg-turbo's rules: under one count, numbered from 1 to it, each once. As in Chromium, what follows
    the first whole profile does not matter.
    """
    found: dict[int, bytes] = {}
    for part in parts:
        number, count = part[0], part[1]
        if not 1 <= number <= count == parts[0][1] or number in found:
            return None
        found[number] = part[2:]
        if len(found) == count:
            return b"".join(found[place] for place in range(1, count + 1))
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the samples of a JPEG are coded."""

    is_progressive: bool
    has_one_scan: bool
    size: tuple[int, int]
    identifiers: bytes  # of its components, in their order
    samplings: list[tuple[int, int]]  # of each, across and down

    @property
    def frame(self) -> tuple[tuple[int, int], list[Component]]:
        """Return the size and the components."""
        from images.decoding.progressive_jpeg import Component  # not needed for a single scan

        components = zip(self.identifiers, self.samplings, strict=True)
        return self.size, [Component(name, *sampling) for name, sampling in components]

    @classmethod
    def of(cls, frame: bytes, first_scan: bytes) -> Layout:
        """Read a frame's code, length and content, and a scan's length and content."""
        if len(frame) < 9 or len(first_scan) < 3:
            raise RejectedImageError(ImageProblem.DAMAGED)
        height, width, count = struct.unpack_from(">HHB", frame, 4)
        samplings = [(byte >> 4, byte & 15) for byte in frame[10::3]]
        if not height or not width or not count or len(samplings) != count or not all(map(all, samplings)):
            raise RejectedImageError(ImageProblem.DAMAGED)
        is_progressive = frame[0] == _PROGRESSIVE
        return cls(
            is_progressive,
            not is_progressive and first_scan[2] == count,
            (width, height),
            frame[9 : 9 + 3 * count : 3],
            samplings,
        )


def _scans(
    data: bytes | memoryview, start: int, headers: Sequence[bytes | memoryview], layout: Layout
) -> Scans:
    """Return the scans from the marker at `start` on; zeros in them can be pixels if all tables say so."""
    from images.decoding.jpeg_end import scans_of

    tables = [bytes(header[4:]) for header in headers if header[1] == _HUFFMAN_TABLES]
    return scans_of(
        data,
        start,
        has_one_scan=layout.has_one_scan,
        zeros_are_pixels=layout.has_one_scan and all(map(_zeros_are_flat, tables)),
        restart_interval=next((int.from_bytes(one[4:6]) for one in headers if one[1] == _RESTARTS), 0),
    )


def _zeros_are_flat(tables: bytes) -> bool:
    """Return whether the first code of each Huffman table, which is all zeros, says "no difference"."""
    while len(tables) > 17:
        if tables[17]:
            return False
        tables = tables[17 + sum(tables[1:17]) :]
    return True


def _coefficient_bytes(layout: Layout, data: bytes, start: int, end: int) -> int:
    """Return the memory for all coefficients, which libjpeg keeps if there is more than one scan."""
    if layout.has_one_scan:
        return 0
    (width, height), components = layout.frame
    widest, highest = max(one.across for one in components), max(one.down for one in components)
    units = -(-width // (8 * widest)) * -(-height // (8 * highest))
    samples = [one.across * one.down * units * 64 for one in components]
    scans, most = _SCAN.finditer(data, start, end), MAX_SCANNED_SAMPLES // max(samples)
    if next(islice(scans, most, None), None) is not None:
        raise RejectedImageError(ImageProblem.TOO_COMPLEX)
    return sum(samples) * 2


def _for_an_eighth(
    layout: Layout, headers: list[bytes | memoryview], data: bytes, start: int
) -> tuple[bytes | memoryview, ...] | None:
    if not layout.is_progressive:
        return None
    from images.decoding.progressive_jpeg import pieces_for_an_eighth  # only a progressive one waits for it

    scans = pieces_for_an_eighth(data, start, *layout.frame)
    return (*headers, *scans) if scans else None


# Most files go on with a marker at once. libjpeg passes over a few stray bytes before one that it knows.
_STRAY = tuple(
    {0: b"\xff\xd8", 2 + count: b"\xff" + bytes((code,))} for count in range(1, 9) for code in _FIRST
)

FORMAT = ImageFormat(
    file_type=FileType("image/jpeg", ({0: b"\xff\xd8\xff"}, *_STRAY)),
    pillow_name="JPEG",
    plugin="PIL.JpegImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=(
        "images.decoding.progressive_jpeg",
        "images.decoding.jpeg_end",
        "images.decoding.plain_cmyk",
        "images.press_profile",
    ),
    decoder_input=without_metadata,
    encoder=Encoder(
        "jpg",
        keeps_alpha=False,
        # Without an empty comment Pillow would copy the source's.
        options=lambda quality: {"quality": quality, "optimize": True, "comment": b""},
    ),
)
