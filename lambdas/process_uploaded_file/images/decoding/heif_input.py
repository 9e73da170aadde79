"""The common parts of the formats HEIC and HEIF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat

if TYPE_CHECKING:
    from images.decoding.decoder_input import CodePoints
    from PIL import Image, ImageFile

BITS_OF_PILLOW = 8


class HeifInput(DecoderInput):
    """An unchanged file: libheif itself turns the picture upright and crops it to the visible part."""

    __slots__ = ()

    def bytes_per_pixel(self, image: ImageFile.ImageFile) -> int:
        """Return the measured peak: libheif's planes, which are wider above 8 bits, and Pillow's image."""
        samples = len(image.getbands())
        return 1 + samples * (3 if image.info["bits"] == BITS_OF_PILLOW else 5)

    def code_points_of(self, image: Image.Image) -> CodePoints | None:
        """Return the primary picture's code points, read by libheif; None if it has a profile or neither."""
        from images.decoding.avif_properties import code_points  # imported here: only a HEIC needs it

        nclx = image.info.get("nclx")
        return nclx and code_points(*nclx)


def upright(data: bytes) -> HeifInput:
    """Return the file with orientation 1, because libheif has turned the picture. EXIF is ignored."""
    return HeifInput((data,), orientation=1)


def heif_format(file_type: FileType, pillow_name: str) -> ImageFormat:
    """Return a format that libheif decodes."""
    return ImageFormat(
        file_type=file_type,
        pillow_name=pillow_name,
        plugin="images.decoding.libheif",
        thumbnail_type="image/jpeg",
        more_modules=("images.decoding.avif_properties", "images.code_points"),
        decoder_input=upright,
    )
