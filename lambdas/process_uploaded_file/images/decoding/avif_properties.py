"""Reads properties of an AVIF that its decoder does not apply: the visible part and the colours."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from images.decoding.decoder_input import CodePoints

MAX_BOXES = 1024  # inside one box; phones write a few dozen

_SRGB, _BT709 = 13, frozenset((1, 6, 14, 15))
_CLEAN_APERTURE = struct.Struct(">IIIIiIiI")  # four fractions

type Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class CleanAperture:
    """The visible part of a picture ("clap" property), in pixels.

    Attributes:
        width: of the part.
        height: of the part.
        right: distance of the part's centre from the picture's centre, to the right.
        down: the same distance, downwards.
    """

    width: Fraction
    height: Fraction
    right: Fraction
    down: Fraction

    def within(self, size: tuple[int, int]) -> Box | None:
        """Return the part's box; None if it is not of whole pixels, or not inside the picture."""
        left = Fraction(size[0] - self.width) / 2 + self.right
        top = Fraction(size[1] - self.height) / 2 + self.down
        box = left, top, left + self.width, top + self.height
        if any(side.denominator != 1 for side in box) or not (self.width > 0 and self.height > 0):
            return None
        if left < 0 or top < 0 or box[2] > size[0] or box[3] > size[1]:
            return None
        return int(left), int(top), int(box[2]), int(box[3])


def clean_aperture(data: bytes) -> CleanAperture | None:
    """Return the first "clap" property; None if it is missing or broken."""
    content = next((content for kind, content in _properties(data) if kind == b"clap"), b"")
    if len(content) < _CLEAN_APERTURE.size:
        return None
    numbers = _CLEAN_APERTURE.unpack_from(content)
    if not all(numbers[1::2]):
        return None
    return CleanAperture(*(Fraction(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)))


def code_points_of(data: bytes) -> CodePoints | None:
    """Return the first "nclx" property; None if it is missing or broken, or if there is a colour profile.

    A profile takes precedence.
    """
    colours = [bytes(content[:8]) for kind, content in _properties(data) if kind == b"colr"]
    nclx = next((one for one in colours if one.startswith(b"nclx")), b"")
    if len(nclx) < 8 or not all(one.startswith(b"nclx") for one in colours):
        return None
    primaries, transfer = struct.unpack_from(">HH", nclx, 4)
    return code_points(primaries, transfer)


def code_points(primaries: int, transfer: int) -> CodePoints:
    """Return code points in which BT.709's curve is replaced by sRGB's.

    Cameras and encoders write BT.709 for both curves, so Chromium also reads it as sRGB.
    """
    return CodePoints(primaries, _SRGB if transfer in _BT709 else transfer)


def _properties(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    meta = _inside(memoryview(data), b"meta")
    return _boxes(_inside(_inside(meta[4:], b"iprp"), b"ipco"))


def _inside(content: memoryview, wanted: bytes) -> memoryview:
    return next((inner for kind, inner in _boxes(content) if kind == wanted), content[:0])


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    return islice(_all_boxes(content), MAX_BOXES)


def _all_boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield kind and content of each box, up to the first that is broken or extends to the end."""
    position = 0
    while position + 8 <= len(content):
        length, head = int.from_bytes(content[position : position + 4]), 8
        kind = bytes(content[position + 4 : position + 8])
        if length == 1:
            length, head = int.from_bytes(content[position + 8 : position + 16]), 16
        if length < head:
            return
        yield kind, content[position + head : position + length]
        position += length
