"""BMP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile


class BmpInput(DecoderInput):
    """An unchanged BMP."""

    __slots__ = ()

    def check(self, image: ImageFile.ImageFile) -> None:
        """Reject run-length encoding, because Pillow decodes it in Python, which is slow."""
        if image.tile and image.tile[0].codec_name != "raw":
            raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)


FORMAT = ImageFormat(
    # Two letters are a weak signature, so the reserved field must be zero too.
    file_type=FileType("image/bmp", ({0: b"BM", 6: bytes(4)},)),
    pillow_name="BMP",
    plugin="PIL.BmpImagePlugin",
    thumbnail_type="image/jpeg",
    decoder_input=lambda data: BmpInput((data,)),
)
