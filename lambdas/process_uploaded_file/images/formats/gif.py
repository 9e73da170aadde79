"""GIF."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import MAX_PIECES, DecoderInput
from images.decoding.image_format import FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile

_HAS_TRANSPARENT_COLOUR = 1
_BYTES_WITH_ALPHA = 5  # per pixel: 4 for RGBA, and 1 for the separate alpha image


@dataclass(frozen=True, slots=True)
class GifInput(DecoderInput):
    """The first frame of a GIF.

    Attributes:
        frame: left, top, right and bottom of a frame that does not fill the screen. None if the frame fills
            it. None also if it has a transparent colour, because Pillow then fills the rest with that.
    """

    frame: tuple[int, int, int, int] | None = None

    def check(self, image: ImageFile.ImageFile) -> None:
        """Mark the image as transparent, so that it is scaled with alpha; `load` adds the alpha."""
        if self.frame:
            image.info["transparency"] = 0

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode. Make the screen outside the frame transparent, as browsers do. Pillow would colour it."""
        image.load()
        if self.frame:
            from PIL import Image

            del image.info["transparency"]
            alpha = Image.new("L", image.size)
            alpha.paste(255, self.frame)
            image.putalpha(alpha)


def first_frame(data: bytes) -> GifInput:
    """Keep only the screen, the palette, the first frame, and its extension with the transparent colour.

    Raises:
        RejectedImageError: the file is damaged or too complex.
    """
    flags = data[10] if len(data) > 10 else 0
    position = start = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    control = b""
    for _ in range(MAX_PIECES):
        introducer = data[position : position + 1]
        if introducer == b",":
            pieces = data[:start], control, memoryview(data)[position:]
            if control[3:4] and control[3] & _HAS_TRANSPARENT_COLOUR:
                return GifInput(pieces, orientation=1)
            return _on_a_screen(pieces, data, position)
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
            raise RejectedImageError(ImageProblem.DAMAGED)
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)


def _on_a_screen(pieces: tuple[bytes | memoryview, ...], data: bytes, descriptor: int) -> GifInput:
    if len(data) < descriptor + 9:
        raise RejectedImageError(ImageProblem.DAMAGED)
    width, height = struct.unpack_from("<HH", data, 6)
    left, top, across, down = struct.unpack_from("<HHHH", data, descriptor + 1)
    frame = left, top, left + across, top + down
    screen = max(width, frame[2]), max(height, frame[3])  # Pillow and browsers enlarge it too
    if frame == (0, 0, *screen):
        return GifInput(pieces, orientation=1)
    return GifInput(
        pieces, orientation=1, decoder_bytes=_BYTES_WITH_ALPHA * screen[0] * screen[1], frame=frame
    )


FORMAT = ImageFormat(
    file_type=FileType("image/gif", ({0: b"GIF87a"}, {0: b"GIF89a"})),
    pillow_name="GIF",
    plugin="PIL.GifImagePlugin",
    thumbnail_type="image/png",
    decoder_input=first_frame,
)
