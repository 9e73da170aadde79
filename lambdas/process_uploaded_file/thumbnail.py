"""A stranger's bytes in, a small and harmless image out, or the reason why there is none. Touches no AWS."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from colours import to_srgb, without_adobe_inversion
from essence import Essence, essence_of
from exif_orientation import orientation_of
from framing import frame_for
from image_types import content_type_of
from pieces import open_pieces
from PIL import Image, ImageFile
from processing_settings import ImageLimits, ThumbnailSettings
from reasons import Reason
from rejected_image import RejectedImageError
from scaling import memory_budget, scale

# Pillow's name of each format, and the plugin that decodes it. Only what is allowed is imported, by name:
# Pillow's own way of finding a plugin imports all of them.
_DECODERS = {
    "image/jpeg": ("JPEG", "PIL.JpegImagePlugin"),
    "image/png": ("PNG", "PIL.PngImagePlugin"),
    "image/webp": ("WEBP", "PIL.WebPImagePlugin"),
    "image/gif": ("GIF", "PIL.GifImagePlugin"),
    "image/avif": ("AVIF", "PIL.AvifImagePlugin"),
    "image/tiff": ("TIFF", "PIL.TiffImagePlugin"),
    "image/bmp": ("BMP", "PIL.BmpImagePlugin"),
}
_KEEP_FORMAT = frozenset(("image/jpeg", "image/png", "image/webp"))
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED = frozenset((5, 6, 7, 8))  # width and height change places


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail.

    Attributes:
        content: the encoded image.
        content_type: of the content.
        extension: that goes with the content type, without its dot.
        width: of the thumbnail, in pixels.
        height: of the thumbnail, in pixels.
        source_content_type: what the upload is by its content.
        source_width: of the upright upload, in pixels.
        source_height: of the upright upload, in pixels.
    """

    content: bytes
    content_type: str
    extension: str
    width: int
    height: int
    source_content_type: str
    source_width: int
    source_height: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why there is no thumbnail, with what was found out before that was clear."""

    reason: Reason
    source_content_type: str | None = None
    source_width: int | None = None
    source_height: int | None = None


def load_decoders(content_types: Iterable[str]) -> None:
    """Import what decodes these types and what encodes thumbnails, before the first image comes."""
    for content_type in {*content_types, *_KEEP_FORMAT}:
        import_module(_DECODERS[content_type][1])
    Image.preinit()


def make_thumbnail(content: bytes, limits: ImageLimits, wanted: ThumbnailSettings) -> Thumbnail | Rejection:
    """Return the thumbnail of an uploaded file, or why it gets none; no content makes it raise."""
    if not content:
        return Rejection(Reason.EMPTY)
    content_type = content_type_of(content)
    if content_type is None:
        return Rejection(Reason.NOT_AN_IMAGE)
    if content_type not in limits.allowed_content_types:
        return Rejection(Reason.FORMAT_NOT_ALLOWED, content_type)
    size: tuple[int, int] | None = None
    try:
        essence = essence_of(content, content_type)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is odd in a file: it works or it raises
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _open(essence, content_type, limits.max_pixels)
            orientation = _orientation(image, essence)
            size = image.size[::-1] if orientation in _TURNED else image.size
            budget = memory_budget(limits.memory_bytes, len(content)) - essence.decoder_bytes
            small = _scaled_to_srgb(image, content, essence, orientation, budget, wanted)
    except RejectedImageError as rejected:
        return Rejection(rejected.reason, content_type, *(size or (None, None)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Rejection(Reason.TOO_MANY_PIXELS, content_type)
    except ImportError:  # a decoder is missing from the package: not the file's fault
        raise
    except Exception:  # noqa: BLE001 - for broken files, decoders raise nearly anything there is
        return Rejection(Reason.DAMAGED, content_type, *(size or (None, None)))
    if orientation in _UPRIGHT:
        small = small.transpose(_UPRIGHT[orientation])
    return _encoded(small, content_type, size, wanted.quality)


def _open(essence: Essence, content_type: str, max_pixels: int) -> ImageFile.ImageFile:
    """Open an image with the one decoder that its content asks for; more than `max_pixels` is an error."""
    pillow_format, plugin = _DECODERS[content_type]
    import_module(plugin)
    Image.MAX_IMAGE_PIXELS = max_pixels
    image = Image.open(open_pieces(essence.pieces), formats=(pillow_format,))
    if essence.png_pixels:
        from png_inflating import take_pixels_from  # only PNG waits for its library

        take_pixels_from(image, essence.png_pixels)
    # Pillow decodes run lengths in Python, a few at a time.
    if pillow_format == "BMP" and image.tile and image.tile[0].codec_name != "raw":
        raise RejectedImageError(Reason.VARIANT_NOT_SUPPORTED)
    return image


def _scaled_to_srgb(
    image: ImageFile.ImageFile,
    content: bytes,
    essence: Essence,
    orientation: int,
    budget: int,
    wanted: ThumbnailSettings,
) -> Image.Image:
    """Return the image as small as the thumbnail and in its colours, still turned as it is stored."""
    box = wanted.width, wanted.height
    frame = frame_for(image.size, box[::-1] if orientation in _TURNED else box, wanted.fit)
    small = scale(image, content, essence, frame, budget)
    if image.format == "JPEG" and not essence.is_adobe:
        small = without_adobe_inversion(small)
    return to_srgb(small, essence.icc_profile or image.info.get("icc_profile"))


def _orientation(image: ImageFile.ImageFile, essence: Essence) -> int:
    """Return how the image is to be turned, 1 to 8 as EXIF counts."""
    if essence.orientation is not None:
        return essence.orientation
    return orientation_of(image.info.get("exif", b""))


def _encoded(image: Image.Image, source_type: str, source_size: tuple[int, int], quality: int) -> Thumbnail:
    """Encode a thumbnail in its source's format or in one that loses least; only pixels go along."""
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert(image.mode.removesuffix("A"))
    image.info.clear()
    content = io.BytesIO()
    if source_type == "image/webp":
        content_type, extension = "image/webp", "webp"
        image.save(content, "WEBP", quality=quality)
    elif source_type == "image/jpeg" or (
        source_type in ("image/avif", "image/tiff", "image/bmp") and image.mode in ("L", "RGB")
    ):
        content_type, extension = "image/jpeg", "jpg"
        image.save(content, "JPEG", quality=quality, optimize=True, comment=b"")
    else:
        content_type, extension = "image/png", "png"
        image.save(content, "PNG")
    return Thumbnail(
        content.getvalue(),
        content_type,
        extension,
        image.width,
        image.height,
        source_type,
        *source_size,
    )
