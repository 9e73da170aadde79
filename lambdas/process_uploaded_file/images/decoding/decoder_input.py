"""The part of a file that its decoder receives: the pixels, without metadata.

Metadata that the decoder never sees cannot slow it down and cannot reach the thumbnail. Pillow needs seconds
for megabytes of tiny EXIF segments, comments or text chunks, and refuses an image whose text is too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL import Image, ImageFile

# A limit on the segments, chunks or blocks of one file. A PNG of 20 MB in chunks of 8 KB has 2,500.
MAX_PIECES = 20_000


class ScaledDecoder(Protocol):
    """A decoder that makes the image smaller while it decodes.

    Attributes:
        decoder_bytes: memory that it needs besides the pixels that it returns.
    """

    decoder_bytes: int

    def decode(self, size: tuple[int, int]) -> Image.Image:
        """Return the image in mode RGB or RGBA, scaled to `size`."""


@dataclass(frozen=True, slots=True)
class CodePoints:
    """How colours are meant: numbers of primaries and transfer as ITU-T H.273 lists them."""

    primaries: int
    transfer: int


@dataclass(frozen=True, slots=True)
class DecoderInput:
    """What a decoder receives; a format overrides the methods where its decoder needs more.

    Attributes:
        pieces: the bytes for the decoder, in order. They are not joined, to save a copy of a large file.
        orientation: 1 to 8, as EXIF counts; None if only the decoder can tell.
        icc_profile: the colour profile; None if the file has none or only the decoder can tell.
        decoder_bytes: memory that the decoder needs besides the pixels that it returns.
        code_points: how the colours are meant, instead of by the profile; None if the file does not say.
    """

    pieces: tuple[bytes | memoryview, ...]
    orientation: int | None = None
    icc_profile: bytes | None = None
    decoder_bytes: int = 0
    code_points: CodePoints | None = None

    def check(self, image: ImageFile.ImageFile) -> None:
        """Raise RejectedImageError if the opened image is of a variant that is not supported."""

    def scaled_decoder(self) -> ScaledDecoder | None:
        """Return a decoder to use instead of Pillow's; None if there is none for this file."""
        return None

    def bytes_per_pixel(self, image: ImageFile.ImageFile) -> int | None:  # noqa: ARG002 - some formats look
        """Return the peak of decoding the opened image; None if the format's record says it."""
        return None

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode the opened and drafted image."""
        image.load()

    def code_points_of(self, image: Image.Image) -> CodePoints | None:  # noqa: ARG002 - some decoders know
        """Return how the colours of the opened image are meant, instead of by the profile."""
        return self.code_points

    def corrected(self, image: Image.Image) -> Image.Image:
        """Return the decoded and scaled image with its samples as the file means them."""
        return image


def whole_file(data: bytes) -> DecoderInput:
    """Return the file as it is, for formats whose decoder skips metadata quickly."""
    return DecoderInput((data,))
