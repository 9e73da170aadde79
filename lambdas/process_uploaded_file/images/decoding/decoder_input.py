"""The part of a file that its decoder reads: the pixels, without metadata.

So metadata cannot slow down the decoder and cannot reach the thumbnail. Pillow takes seconds for megabytes of
tiny EXIF segments, comments or text chunks, and refuses an image with too much text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL import Image, ImageFile

# Limit on the segments, chunks or blocks of one file. A PNG of 20 MB with chunks of 8 KB has 2,500.
MAX_PIECES = 20_000


class ScaledDecoder(Protocol):
    """A decoder that scales the image down while it decodes.

    Attributes:
        decoder_bytes: memory that it needs in addition to the returned pixels.
    """

    decoder_bytes: int

    def decode(self, size: tuple[int, int]) -> Image.Image:
        """Return the image in mode RGB or RGBA, scaled to `size`."""


@dataclass(frozen=True, slots=True)
class CodePoints:
    """Colour primaries and transfer characteristics: numbers from ITU-T H.273."""

    primaries: int
    transfer: int


@dataclass(frozen=True, slots=True)
class DecoderInput:
    """The input of a decoder. A format's subclass overrides methods where its decoder needs more.

    Attributes:
        pieces: the bytes for the decoder, in order. They are not joined, to avoid a copy of a large file.
        orientation: EXIF orientation, 1 to 8; None if only the decoder can read it.
        icc_profile: the colour profile; None if the file has none or only the decoder can read it.
        decoder_bytes: memory that the decoder needs in addition to the returned pixels.
        code_points: the colours, with precedence over the profile; None if the file has no code points.
    """

    pieces: tuple[bytes | memoryview, ...]
    orientation: int | None = None
    icc_profile: bytes | None = None
    decoder_bytes: int = 0
    code_points: CodePoints | None = None

    def check(self, image: ImageFile.ImageFile) -> None:
        """Prepare the opened image for scaling. Raise RejectedImageError for an unsupported variant."""

    def scaled_decoder(self) -> ScaledDecoder | None:
        """Return a decoder to use instead of Pillow's; None if this file has none."""
        return None

    def bytes_per_pixel(self, image: ImageFile.ImageFile) -> int | None:  # noqa: ARG002 - some formats look
        """Return the peak memory of decoding, in bytes per pixel; None: see `ImageFormat.bytes_per_pixel`."""
        return None

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode the opened and drafted image."""
        image.load()

    def code_points_of(self, image: Image.Image) -> CodePoints | None:  # noqa: ARG002 - some decoders know
        """Return the code points of the opened image; None if it has none."""
        return self.code_points

    def corrected(self, image: Image.Image) -> Image.Image:
        """Return the decoded and scaled image with samples corrected where Pillow misreads them."""
        return image


def whole_file(data: bytes) -> DecoderInput:
    """Return the unchanged file: for formats whose decoder skips metadata quickly."""
    return DecoderInput((data,))
