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

# Limit on the samples that all scans of a progressive JPEG visit. It takes 2.5 s. A scan of only 10 bytes can
# visit every block of a component, at up to 2 ns a sample. Real files have about ten scans.
MAX_SCANNED_SAMPLES = 1_200_000_000

_SCAN = re.compile(rb"\xff\xda")
_PROGRESSIVE = 0xC2
_SUPPORTED_FRAMES = frozenset((0xC0, 0xC1, _PROGRESSIVE))  # lossy with Huffman coding
_HUFFMAN_TABLES, _RESTARTS = 0xC4, 0xDD
_KEPT = FRAMES | {_HUFFMAN_TABLES, 0xDB, _RESTARTS}  # 0xDB: quantization tables
_JFIF, _EXIF, _ICC, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
# Identifier and minimum length of each segment, including the two bytes of the length field. libjpeg ignores
# shorter segments.
_COLOUR_HINTS = {_JFIF: (b"JFIF\0", 16), _ADOBE: (b"Adobe", 14)}
_ICC_PART_HEADER = 16  # bytes: length, identifier, part number, part count
_FIRST = (0xC0, 0xC2, 0xC4, 0xDB, _JFIF, _EXIF, _ICC, 0xED, _ADOBE, 0xFE)  # possible first segments of a file
_END_OF_IMAGE = b"\xff\xd9"
_AT_AN_EIGHTH = (8, 0)  # Pillow's `decoderconfig` after a draft at 1/8


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegInput(DecoderInput):
    """A JPEG without metadata. The last of its pieces contains the scans.

    Attributes:
        layout: how its samples are coded.
        for_an_eighth: the part of `pieces` that decoding at 1/8 needs; None if it needs all.
        is_adobe: whether it has Adobe's marker, which means that CMYK is stored inverted.
        scans: set if the end of the image is not marked. None if it is, judged by the file's last bytes.
    """

    layout: Layout
    for_an_eighth: tuple[bytes | memoryview, ...] | None = None
    is_adobe: bool = False
    scans: Scans | None = None

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode; at 1/8 of the size, from fewer bytes. If the end is not marked, reject missing rows."""
        if self.scans is None:
            if self.for_an_eighth and image.decoderconfig == _AT_AN_EIGHTH:
                image.fp = open_pieces(self.for_an_eighth)
            tile = list(image.tile)
            try:
                image.load()
            except OSError:  # the end marker may belong to another file, appended to this one
                image.tile = tile
                self._load_without_end(image)
        else:
            self._load_without_end(image)

    def _load_without_end(self, image: ImageFile.ImageFile) -> None:
        from images.decoding.jpeg_end import are_complete, load_all_rows  # imported here: few files need it

        *headers, data = self.pieces
        scans = self.scans
        if scans is None:
            scans = _scans(data, 0, headers, self.layout)
            data = data[: scans.end]
        if scans.is_ended or not (self.layout.has_one_scan or are_complete(scans, *self.layout.frame)):
            raise RejectedImageError(ImageProblem.DAMAGED)
        content = b"".join((*headers, data))
        load_all_rows(image, content, has_one_scan=self.layout.has_one_scan)

    def corrected(self, image: Image.Image) -> Image.Image:
        """Undo Pillow's inversion of CMYK if the file does not store it inverted."""
        if self.is_adobe or image.mode != "CMYK":
            return image
        from images.decoding.plain_cmyk import without_wrong_inversion

        return without_wrong_inversion(image)


def without_metadata(data: bytes) -> JpegInput:
    """Keep only the frame, its tables and its scans. Orientation and profile are read from the metadata.

    Raises:
        RejectedImageError: the file is damaged, too complex, or of an unsupported variant.
    """
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
            icc_parts.append(segment[_ICC_PART_HEADER - 2 :])  # part number, part count, part of the profile
        is_hint = _is_colour_hint(code, segment)
        is_adobe = is_adobe or (code == _ADOBE and is_hint)
        if code in _KEPT or is_hint:
            kept.append(b"\xff" + bytes((code,)) + segment)
    raise RejectedImageError(ImageProblem.DAMAGED)  # there is no scan


def _is_colour_hint(code: int, segment: bytes) -> bool:
    identifier, least = _COLOUR_HINTS.get(code, (b"", 0))
    return bool(least) and segment.startswith(identifier, 2) and len(segment) >= least


def _profile(parts: list[bytes]) -> bytes | None:
    """Join the parts of a profile; None if one is missing. Each part starts with its number and the count.

    Follows libjpeg-turbo: all parts have the same count, and are numbered from 1 to it, each once. Parts
    after the first complete profile are ignored, as in Chromium.
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
    """How the samples of a JPEG are coded.

    Attributes:
        is_progressive: whether the frame is progressive.
        has_one_scan: whether one scan has all the image's data.
        size: width and height in pixels.
        identifiers: one byte per component, in the frame's order.
        samplings: sampling factors of each component, across and down.
    """

    is_progressive: bool
    has_one_scan: bool
    size: tuple[int, int]
    identifiers: bytes
    samplings: list[tuple[int, int]]

    @property
    def frame(self) -> tuple[tuple[int, int], list[Component]]:
        """Return the size and the components."""
        from images.decoding.progressive_jpeg import Component  # imported here: one scan does not need it

        components = zip(self.identifiers, self.samplings, strict=True)
        return self.size, [Component(name, *sampling) for name, sampling in components]

    @classmethod
    def of(cls, frame: bytes, first_scan: bytes) -> Layout:
        """Decode the layout.

        Args:
            frame: the frame's marker code, length field and content.
            first_scan: length field and content of the first scan's header.

        Raises:
            RejectedImageError: the frame is damaged.
        """
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
    """Return the scans from the marker at `start` on. Runs of zeros are pixels only if all tables say so."""
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
    """Return whether in each Huffman table the code of all zero bits means "no difference"."""
    while len(tables) > 17:
        if tables[17]:
            return False
        tables = tables[17 + sum(tables[1:17]) :]
    return True


def _coefficient_bytes(layout: Layout, data: bytes, start: int, end: int) -> int:
    """Return the bytes of all coefficients, 2 each. libjpeg keeps them if there are several scans.

    Raises:
        RejectedImageError: the scans visit more than `MAX_SCANNED_SAMPLES`.
    """
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
    from images.decoding.progressive_jpeg import pieces_for_an_eighth  # imported here: few files need it

    scans = pieces_for_an_eighth(data, start, *layout.frame)
    return (*headers, *scans) if scans else None


# Signatures with 1 to 8 stray bytes before the first marker: libjpeg skips those. Most files have none.
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
        # The empty comment prevents Pillow from copying the source's comment.
        options=lambda quality: {"quality": quality, "optimize": True, "comment": b""},
    ),
)
