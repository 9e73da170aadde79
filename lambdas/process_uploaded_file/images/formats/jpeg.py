"""JPEG."""

from __future__ import annotations

import re
import struct
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
    from PIL import Image, ImageFile

# Each scan of a progressive JPEG passes over all blocks of a component, at up to 2 ns a sample, and can be 10
# bytes long. Real files have about ten scans. This much takes 2.5 s.
MAX_SCANNED_SAMPLES = 1_200_000_000

_SCAN = re.compile(rb"\xff\xda")
_PROGRESSIVE = 0xC2
_SUPPORTED_FRAMES = frozenset((0xC0, 0xC1, _PROGRESSIVE))  # those of Huffman codes
_KEPT = FRAMES | {0xC4, 0xDB, 0xDD, 0xE0, 0xEE}  # and tables, restart interval, JFIF, Adobe
_ICC_PART_HEADER = 16  # length, identifier, number, count
_AT_AN_EIGHTH = (8, 0)  # Pillow's decoder configuration of a draft at an eighth


@dataclass(frozen=True, slots=True)
class JpegInput(DecoderInput):
    """A JPEG without metadata.

    Attributes:
        for_an_eighth: less than `pieces`, enough to decode at an eighth; None if nothing can be left out.
        is_adobe: whether the samples follow Adobe's conventions (CMYK is stored inverted).
    """

    for_an_eighth: tuple[bytes | memoryview, ...] | None = None
    is_adobe: bool = False

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode, from fewer bytes if the draft is an eighth."""
        if self.for_an_eighth and image.decoderconfig == _AT_AN_EIGHTH:
            image.fp = open_pieces(self.for_an_eighth)
        image.load()

    def corrected(self, image: Image.Image) -> Image.Image:
        """Undo Pillow's inversion of CMYK where the file is not stored inverted."""
        if self.is_adobe or image.mode != "CMYK":
            return image
        from PIL import ImageChops

        return ImageChops.invert(image)


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
            decoder_bytes = _coefficient_bytes(frame, segment, data, start)
            profile = b"".join(part[2:] for part in sorted(icc_parts))
            return JpegInput(
                (*kept, memoryview(data)[start:]),
                orientation=orientation or 1,
                icc_profile=profile or None,
                decoder_bytes=decoder_bytes,
                for_an_eighth=_for_an_eighth(frame, kept, data, start),
                is_adobe=is_adobe,
            )
        if code in FRAMES:
            if frame:
                raise RejectedImageError(ImageProblem.DAMAGED)
            if code not in _SUPPORTED_FRAMES or segment[2:3] != b"\x08":
                raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
            frame = bytes((code,)) + segment
        elif code == 0xE1 and segment.startswith(b"Exif\0\0", 2) and orientation is None:
            orientation = orientation_of(segment[2:])
        elif code == 0xE2 and segment.startswith(b"ICC_PROFILE\0", 2) and len(segment) > _ICC_PART_HEADER:
            icc_parts.append(segment[_ICC_PART_HEADER - 2 :])  # number, count, and a part of the profile
        is_adobe = is_adobe or (code == 0xEE and segment.startswith(b"Adobe", 2))
        if code in _KEPT:
            kept.append(b"\xff" + bytes((code,)) + segment)
    raise RejectedImageError(ImageProblem.DAMAGED)  # no pixels


def _coefficient_bytes(frame: bytes, first_scan: bytes, data: bytes, start: int) -> int:
    """Return the memory for all coefficients, which libjpeg keeps if there is more than one scan.

    `frame` is the frame's code, length and content; `first_scan` length and content of the scan at `start`.
    """
    if len(frame) < 9 or len(first_scan) < 3:
        raise RejectedImageError(ImageProblem.DAMAGED)
    size: tuple[int, int, int] = struct.unpack_from(">HHB", frame, 4)
    height, width, count = size
    samplings = [(byte >> 4, byte & 15) for byte in frame[10::3]]
    if not height or not width or not count or len(samplings) != count or not all(map(all, samplings)):
        raise RejectedImageError(ImageProblem.DAMAGED)
    if frame[0] != _PROGRESSIVE and first_scan[2] == count:
        return 0
    widest, highest = max(across for across, _ in samplings), max(down for _, down in samplings)
    units = -(-width // (8 * widest)) * -(-height // (8 * highest))
    samples = [across * down * units * 64 for across, down in samplings]
    scans, most = _SCAN.finditer(data, start), MAX_SCANNED_SAMPLES // max(samples)
    if next(islice(scans, most, None), None) is not None:
        raise RejectedImageError(ImageProblem.TOO_COMPLEX)
    return sum(samples) * 2


def _for_an_eighth(
    frame: bytes, headers: list[bytes | memoryview], data: bytes, start: int
) -> tuple[bytes | memoryview, ...] | None:
    if frame[0] != _PROGRESSIVE:
        return None
    from images.decoding.progressive_jpeg import Component, pieces_for_an_eighth  # only a progressive one

    height, width, count = struct.unpack_from(">HHB", frame, 4)
    components = [
        Component(identifier, sampling >> 4, sampling & 15)
        for identifier, sampling in zip(frame[9 : 9 + 3 * count : 3], frame[10::3], strict=True)
    ]
    scans = pieces_for_an_eighth(data, start, (width, height), components)
    return (*headers, *scans) if scans else None


FORMAT = ImageFormat(
    file_type=FileType("image/jpeg", ({0: b"\xff\xd8\xff"},)),
    pillow_name="JPEG",
    plugin="PIL.JpegImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=("images.decoding.progressive_jpeg",),
    decoder_input=without_metadata,
    encoder=Encoder(
        "jpg",
        keeps_alpha=False,
        # Without an empty comment Pillow would copy the source's.
        options=lambda quality: {"quality": quality, "optimize": True, "comment": b""},
    ),
)
