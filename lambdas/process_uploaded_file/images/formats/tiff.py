"""TIFF and BigTIFF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile

_COMPRESSION, _PLANAR, _COLOUR_MAP = 259, 284, 320
_TILE_WIDTH, _TILES, _EXTRA_SAMPLES = 322, 324, 338
# Supported: none, three fax codes, LZW, JPEG, Deflate (two numbers), PackBits. Not supported: old-style JPEG,
# which no program has written for 25 years, and codecs that only TIFF would add to the layer.
_COMPRESSIONS = frozenset((1, 2, 3, 4, 5, 7, 8, 32773, 32946))
_SEPARATE = 2
_BIG_ENDIAN_BIGTIFF = b"MM\0+"
_WITH_ALPHA = frozenset(("RGBA", "LA", "La", "PA"))
_MOST_OF_8_BITS = 255


@dataclass(frozen=True, slots=True)
class TiffInput(DecoderInput):
    """An unchanged TIFF. Pillow turns the image upright while it decodes."""

    def check(self, image: ImageFile.ImageFile) -> None:
        """Reject variants that Pillow decodes wrongly and photos do not use. Correct 8-bit colour maps.

        A colour map should have 16-bit values. If none exceeds 255, it is read as 8-bit, as in libtiff.
        """
        tags = image.tag_v2  # type: ignore[attr-defined]
        has_planes, has_alpha = tags.get(_PLANAR) == _SEPARATE, image.mode in _WITH_ALPHA
        if tags.get(_COMPRESSION, 1) not in _COMPRESSIONS or (
            has_planes and has_alpha and not (image.mode == "RGBA" and _EXTRA_SAMPLES in tags)
        ):
            raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
        values = tags.get(_COLOUR_MAP, ())
        if image.mode in ("P", "PA") and max(values, default=0) <= _MOST_OF_8_BITS:
            from PIL import ImagePalette

            image.palette = ImagePalette.raw("RGB;L", bytes(values))


def tiff_input(data: bytes) -> TiffInput:
    """Return the unchanged file. Choose libtiff as decoder if Pillow's own would decode it wrongly.

    Pillow's own decoder reads uncompressed files. It reads planes of 16 bits as planes of 8, reads tiles as
    strips if their offsets are in the strips' tag, and fails at extra samples.

    Raises:
        RejectedImageError: a big-endian BigTIFF, which Pillow reads as a classic TIFF.
    """
    if data.startswith(_BIG_ENDIAN_BIGTIFF):
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    from images.decoding.tiff_tags import first_numbers  # imported here: only a TIFF needs it
    from PIL import TiffImagePlugin

    numbers = first_numbers(data, (_PLANAR, _TILE_WIDTH, _TILES))
    has_hidden_tiles = _TILE_WIDTH in numbers and _TILES not in numbers
    TiffImagePlugin.READ_LIBTIFF = has_hidden_tiles or numbers.get(_PLANAR) == _SEPARATE
    return TiffInput((data,), orientation=1)


FORMAT = ImageFormat(
    file_type=FileType(
        "image/tiff", tuple({0: start} for start in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"))
    ),
    pillow_name="TIFF",
    plugin="PIL.TiffImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=("images.decoding.tiff_tags", "images.press_profile", "PIL.ImagePalette"),
    decoder_input=tiff_input,
)
