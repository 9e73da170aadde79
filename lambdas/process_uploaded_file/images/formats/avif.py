"""AVIF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat

if TYPE_CHECKING:
    from images.decoding.avif_properties import CleanAperture
    from PIL import ImageFile


@dataclass(frozen=True, slots=True)
class AvifInput(DecoderInput):
    """An unchanged AVIF.

    Attributes:
        aperture: the visible part of the picture; None: all of it. libavif leaves cropping to its caller.
    """

    aperture: CleanAperture | None = None

    def check(self, image: ImageFile.ImageFile) -> None:
        """Set the image's size to that of the visible part, from which the frames are computed."""
        box = self.aperture and self.aperture.within(image.size)
        if box:
            image._size = box[2] - box[0], box[3] - box[1]

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode, then crop to the visible part."""
        part, (_, _, *whole) = image.size, image.tile[0].extents or (0, 0, *image.size)
        image._size = whole[0], whole[1]
        image.load()
        box = self.aperture and self.aperture.within(image.size)
        if box:
            image.im = image.im.crop(box)
            image._size = part


def avif_input(data: bytes) -> AvifInput:
    """Return the unchanged file. Decode in one thread, because a decoder's process cannot start another."""
    from images.decoding.avif_properties import clean_aperture, code_points_of  # imported only for an AVIF
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return AvifInput((data,), code_points=code_points_of(data), aperture=clean_aperture(data))


FORMAT = ImageFormat(
    file_type=FileType("image/avif", brands=(b"avif", b"avis")),
    pillow_name="AVIF",
    plugin="PIL.AvifImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=("images.decoding.avif_properties", "images.code_points"),
    decoder_input=avif_input,
    bytes_per_pixel=20,
)
