"""TIFF and BigTIFF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile

_COMPRESSION = 259
# None, three codes of fax machines, LZW, JPEG, Deflate by its two numbers, and run lengths. Not the old JPEG,
# which nothing has written for 25 years, and not the codecs that only TIFF would bring in.
_COMPRESSIONS = frozenset((1, 2, 3, 4, 5, 7, 8, 32773, 32946))


@dataclass(frozen=True, slots=True)
class TiffInput(DecoderInput):
    """A TIFF as it is. Pillow turns its image upright while it decodes."""

    def check(self, image: ImageFile.ImageFile) -> None:
        """Reject a compression that photographs do not have."""
        if image.tag_v2.get(_COMPRESSION, 1) not in _COMPRESSIONS:  # type: ignore[attr-defined]
            raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)


FORMAT = ImageFormat(
    file_type=FileType(
        "image/tiff", tuple({0: start} for start in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"))
    ),
    pillow_name="TIFF",
    plugin="PIL.TiffImagePlugin",
    thumbnail_type="image/jpeg",
    decoder_input=lambda data: TiffInput((data,), orientation=1),
)
