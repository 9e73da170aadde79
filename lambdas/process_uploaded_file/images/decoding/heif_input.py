"""What the records of HEIC and HEIF share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat

if TYPE_CHECKING:
    from images.decoding.decoder_input import CodePoints
    from PIL import Image, ImageFile

BITS_OF_PILLOW = 8


class HeifInput(DecoderInput):
    """A file as it is: libheif turns the picture upright and cuts out the part that is meant."""

    __slots__ = ()

    def bytes_per_pixel(self, image: ImageFile.ImageFile) -> int:
        """Return what was measured: libheif's planes, wider ones beyond 8 bits, and Pillow's image."""
        samples = len(image.getbands())
        return 1 + samples * (3 if image.info["bits"] == BITS_OF_PILLOW else 5)

    def code_points_of(self, image: Image.Image) -> CodePoints | None:
        """Return those of the primary picture, which libheif found; None if it has a profile or nothing."""
        from images.decoding.avif_properties import code_points  # only a HEIC waits for it

        nclx = image.info.get("nclx")
        return nclx and code_points(*nclx)


def upright(data: bytes) -> HeifInput:
    """Return the file, which must not be turned again, whatever its EXIF says."""
    return HeifInput((data,), orientation=1)


def heif_format(file_type: FileType, pillow_name: str) -> ImageFormat:
    """Return the record of a type whose pictures libheif decodes."""
    return ImageFormat(
        file_type=file_type,
        pillow_name=pillow_name,
        plugin="images.decoding.libheif",
        thumbnail_type="image/jpeg",
        more_modules=("images.decoding.avif_properties", "images.code_points"),
        decoder_input=upright,
    )
