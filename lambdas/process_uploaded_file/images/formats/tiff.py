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
# None, three codes of fax machines, LZW, JPEG, Deflate by its two numbers, and run lengths. Not the old JPEG,
# which nothing has written for 25 years, and not the codecs that only TIFF would bring in.
_COMPRESSIONS = frozenset((1, 2, 3, 4, 5, 7, 8, 32773, 32946))
_SEPARATE = 2
_BIG_ENDIAN_BIG = b"MM\0+"
_WITH_ALPHA = frozenset(("RGBA", "LA", "La", "PA"))
_MOST_OF_8_BITS = 255


@dataclass(frozen=True, slots=True)
class TiffInput(DecoderInput):
    """A TIFF as it is. Pillow turns its image upright while it decodes."""

    def check(self, image: ImageFile.ImageFile) -> None:
        """Reject what photographs do not have and Pillow gets wrong; read a colour map of 8 bits as one.

        As in libtiff, a colour map has 8 bits where no value needs more of its 16.
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


def by_the_right_decoder(data: bytes) -> TiffInput:
    """Return the file as it is; libtiff reads those that Pillow would get wrong.

    Pillow itself reads what is not compressed. It takes planes of 16 bits for planes of 8, takes tiles for
    strips where they are listed as such, and fails at samples beyond the colours.

    Raises:
        RejectedImageError: a BigTIFF of big-endian numbers, which Pillow takes for a small one.
    """
    if data.startswith(_BIG_ENDIAN_BIG):
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    from images.decoding.tiff_tags import first_numbers  # only a TIFF waits for these
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
    decoder_input=by_the_right_decoder,
)
