"""Makes the thumbnails of an uploaded file, or says why it is rejected.

It needs no AWS, settings or state: `make_thumbnails` can run in any process that can import this folder.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Sequence
from importlib import import_module

from images.all_formats import ENCODERS, FORMATS
from images.colours import to_srgb
from images.content_types import content_type_of
from images.decoding.decoder_input import DecoderInput
from images.decoding.exif_orientation import orientation_of
from images.decoding.image_format import ImageFormat
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from images.framing import frame_for
from images.interface import ImageLimits, ProcessedImage, Rejection, Thumbnail, WantedThumbnail
from images.scaling import memory_budget, scale
from PIL import Image, ImageFile

__all__ = [
    "ImageLimits",
    "ImageProblem",
    "ProcessedImage",
    "Rejection",
    "Thumbnail",
    "WantedThumbnail",
    "load_decoders",
    "make_thumbnails",
]

_PNG = "image/png"  # for transparent images, if no format is wanted and the source's has no alpha
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED = frozenset((5, 6, 7, 8))  # orientations that swap width and height


def load_decoders(content_types: Iterable[str], *, completely: bool = False) -> None:
    """Import Pillow's plugins for these types and for encoding thumbnails, before the first image.

    Pillow's own search for a plugin would import all of them.

    Args:
        content_types: the types to decode.
        completely: also import the modules that the first image of a type would import. A process that forks
            for each image needs this, because otherwise every fork would import them again.
    """
    allowed = set(content_types)
    for image_format in FORMATS.values():
        if image_format.encoder or image_format.content_type in allowed:
            import_module(image_format.plugin)
        if completely and image_format.content_type in allowed:
            for name in image_format.more_modules:
                import_module(name)
    Image.preinit()


def make_thumbnails(
    content: bytes, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
) -> ProcessedImage | Rejection:
    """Decode an uploaded file once; return its thumbnails, or the reason for its rejection.

    A broken or hostile file gives a `Rejection`. The only error that it can raise is MemoryError.

    Raises:
        ImportError: the package lacks a decoder.
        MemoryError: decoding reached the process's memory limit.
    """
    if not content:
        return Rejection(ImageProblem.EMPTY)
    content_type = content_type_of(content)
    if content_type is None:
        return Rejection(ImageProblem.NOT_AN_IMAGE)
    if content_type not in limits.allowed_content_types:
        return Rejection(ImageProblem.FORMAT_NOT_ALLOWED, content_type)
    image_format = FORMATS[content_type]
    size: tuple[int, int] | None = None
    try:
        decoder_input = image_format.decoder_input(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd files: they decode, or the decoder raises
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _open(decoder_input, image_format, limits.max_pixels)
            orientation = _orientation(image, decoder_input)
            size = image.size[::-1] if orientation in _TURNED else image.size
            budget = memory_budget(limits.memory_bytes, len(content)) - decoder_input.decoder_bytes
            small = _scaled_to_srgb(image, image_format, decoder_input, orientation, budget, wanted)
    except RejectedImageError as rejected:
        return Rejection(rejected.problem, content_type, *(size or (None, None)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Rejection(ImageProblem.TOO_MANY_PIXELS, content_type)
    except (ImportError, MemoryError):  # not problems of the image: an incomplete package, a memory limit
        raise
    except Exception:  # noqa: BLE001 - decoders raise almost any type of error for a broken file
        return Rejection(ImageProblem.DAMAGED, content_type, *(size or (None, None)))
    upright = (one.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else one for one in small)
    thumbnails = (_encoded(one, image_format, how) for one, how in zip(upright, wanted, strict=True))
    return ProcessedImage(content_type, *size, tuple(thumbnails))


def _open(decoder_input: DecoderInput, image_format: ImageFormat, max_pixels: int) -> ImageFile.ImageFile:
    """Open an image with its format's decoder only. More than `max_pixels` raises Pillow's bomb warning."""
    import_module(image_format.plugin)
    Image.MAX_IMAGE_PIXELS = max_pixels
    image = Image.open(open_pieces(decoder_input.pieces), formats=(image_format.pillow_name,))
    decoder_input.check(image)
    return image


def _scaled_to_srgb(
    image: ImageFile.ImageFile,
    image_format: ImageFormat,
    decoder_input: DecoderInput,
    orientation: int,
    budget: int,
    wanted: Sequence[WantedThumbnail],
) -> list[Image.Image]:
    """Return the image in each wanted size, in sRGB, not yet turned upright."""
    boxes = [(one.width, one.height) for one in wanted]
    frames = [
        frame_for(image.size, box[::-1] if orientation in _TURNED else box, one.fit)
        for one, box in zip(wanted, boxes, strict=True)
    ]
    scaled = scale(image, decoder_input, frames, budget, image_format)
    profile = decoder_input.icc_profile or image.info.get("icc_profile")
    points = decoder_input.code_points_of(image)
    return [to_srgb(decoder_input.corrected(one), profile, points) for one in scaled]


def _orientation(image: ImageFile.ImageFile, decoder_input: DecoderInput) -> int:
    """Return the EXIF orientation, 1 to 8, that the thumbnail still needs."""
    if decoder_input.orientation is not None:
        return decoder_input.orientation
    return orientation_of(image.info.get("exif", b""))


def _on_white(image: Image.Image) -> Image.Image:
    opaque = Image.new(image.mode.removesuffix("A"), image.size, "white")
    opaque.paste(image.convert(opaque.mode), mask=image.getchannel("A"))
    return opaque


def _encoded(image: Image.Image, source: ImageFormat, wanted: WantedThumbnail) -> Thumbnail:
    """Encode the pixels without any metadata, in the wanted format or else the source's `thumbnail_type`."""
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert(image.mode.removesuffix("A"))
    image.info.clear()
    content_type = wanted.content_type or source.thumbnail_type
    if image.mode in ("LA", "RGBA") and not ENCODERS[content_type].keeps_alpha:
        if wanted.content_type:
            image = _on_white(image)
        else:
            content_type = _PNG
    encoder = ENCODERS[content_type]
    content = io.BytesIO()
    image.save(content, FORMATS[content_type].pillow_name, **encoder.options(wanted.quality))
    return Thumbnail(
        wanted.name, content.getvalue(), content_type, encoder.extension, image.width, image.height
    )
