"""GIF."""

from __future__ import annotations

from images.decoding.decoder_input import MAX_PIECES, DecoderInput
from images.decoding.image_format import FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError


def first_frame(data: bytes) -> DecoderInput:
    """Return screen, palette, and the first frame with the extension that names its transparent colour."""
    flags = data[10] if len(data) > 10 else 0
    position = start = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    control = b""
    for _ in range(MAX_PIECES):
        introducer = data[position : position + 1]
        if introducer == b",":
            return DecoderInput((data[:start], control, memoryview(data)[position:]), orientation=1)
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


FORMAT = ImageFormat(
    file_type=FileType("image/gif", ({0: b"GIF87a"}, {0: b"GIF89a"})),
    pillow_name="GIF",
    plugin="PIL.GifImagePlugin",
    thumbnail_type="image/png",
    decoder_input=first_frame,
)
