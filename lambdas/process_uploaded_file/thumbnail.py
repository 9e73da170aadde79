"""A stranger's bytes in, a small and harmless image out, or the reason why there is none. Touches no AWS."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

from framing import frame_for
from image_types import content_type_of
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from processing_settings import ImageLimits, ThumbnailSettings
from reasons import Reason

_PILLOW_FORMATS = {
    "image/jpeg": JpegImagePlugin.JpegImageFile.format,
    "image/png": PngImagePlugin.PngImageFile.format,
    "image/webp": WebPImagePlugin.WebPImageFile.format,
    "image/gif": GifImagePlugin.GifImageFile.format,
    "image/avif": AvifImagePlugin.AvifImageFile.format,
    "image/tiff": TiffImagePlugin.TiffImageFile.format,
    "image/bmp": BmpImagePlugin.BmpImageFile.format,
}
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_DECODING_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail.

    Attributes:
        content: the encoded image.
        content_type: of the content.
        extension: of the content's format, without its dot.
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
    """Why there is no thumbnail, with what could be found out before that was clear."""

    reason: Reason
    source_content_type: str | None = None
    source_width: int | None = None
    source_height: int | None = None


def make_thumbnail(content: bytes, limits: ImageLimits, wanted: ThumbnailSettings) -> Thumbnail | Rejection:
    """Return the thumbnail of an uploaded file's content, or why it gets none; never raises for what is in it."""
    if not content:
        return Rejection(Reason.EMPTY)
    content_type = content_type_of(content)
    if content_type is None:
        return Rejection(Reason.NOT_AN_IMAGE)
    if content_type not in limits.allowed_content_types:
        return Rejection(Reason.FORMAT_NOT_ALLOWED, content_type)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _make(content, content_type, limits, wanted)
    except _DECODING_ERRORS:
        return Rejection(Reason.DAMAGED, content_type)


def _make(content, content_type, limits, wanted):
    image = Image.open(io.BytesIO(content), formats=[_PILLOW_FORMATS[content_type]])
    width, height = image.size
    orientation = image.getexif().get(0x0112, 1)
    turned = orientation in (5, 6, 7, 8)
    upright = (height, width) if turned else (width, height)
    if width * height > limits.max_pixels:
        return Rejection(Reason.TOO_MANY_PIXELS, content_type, *upright)
    box = (wanted.height, wanted.width) if turned else (wanted.width, wanted.height)
    frame = frame_for(image.size, box, wanted.fit)
    small = _scaled(image, frame)
    small = to_srgb(small, image.info.get("icc_profile"))
    if orientation in _TRANSPOSE:
        small = small.transpose(_TRANSPOSE[orientation])
    small.info.clear()
    out = io.BytesIO()
    has_alpha = small.mode in ("LA", "RGBA")
    if content_type == "image/jpeg" or (
        content_type in ("image/avif", "image/tiff", "image/bmp") and not has_alpha
    ):
        small.save(out, "JPEG", quality=wanted.quality, optimize=True, comment=b"")
        kind = ("image/jpeg", "jpg")
    elif content_type == "image/webp":
        small.save(out, "WEBP", quality=wanted.quality)
        kind = ("image/webp", "webp")
    else:
        small.save(out, "PNG")
        kind = ("image/png", "png")
    return Thumbnail(out.getvalue(), *kind, *small.size, content_type, *upright)


def _scaled(image, frame):
    image.load()
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16"):
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    elif image.mode == "1":
        image = image.convert("L")
    return image.resize(frame.size, Image.Resampling.LANCZOS, box=frame.box, reducing_gap=2.0)


def to_srgb(image, profile):
    if image.mode == "CMYK":
        return image.convert("RGB")
    return image
