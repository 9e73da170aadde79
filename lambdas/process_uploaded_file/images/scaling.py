"""From an opened image to small ones, within a bounded amount of memory."""

from __future__ import annotations

import math
from collections.abc import Sequence

from images.decoding.decoder_input import DecoderInput, ScaledDecoder
from images.decoding.image_format import ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from images.framing import Box, Frame
from PIL import Image, ImageFile

MEBIBYTE = 1024 * 1024
REDUCING_GAP = 2.0  # scale by whole numbers down to twice the size, which is fast, and only then well
FILTER_SUPPORT = 3  # pixels of the result that Lanczos looks to either side
STRIP_PIXELS = 1_000_000
SCALED_BYTES_PER_PIXEL = 12  # the decoder's samples, Pillow's image of them, and that with multiplied colours
MAX_SIDE = 65_535  # of a JPEG; decoders keep several rows, and a row can be as long as an image has pixels

_COPIES_OF_CONTENT = 2  # as it came, and as some decoders copy it

# Of Pillow's images. Those of other modes take 4.
_MODE_BYTES_PER_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}

# What is scaled: with alpha the colours are multiplied by it, or invisible ones would show at the edges.
_WORKING_MODES = {
    "1": "L",
    "L": "L",
    "I;16": "L",
    "I;16B": "L",
    "P": "RGB",
    "RGB": "RGB",
    "YCbCr": "RGB",
    "CMYK": "CMYK",
    "LA": "La",
    "La": "La",
    "PA": "RGBa",
    "RGBA": "RGBa",
    "RGBa": "RGBa",
}
_WITH_ALPHA = {"L": "La", "RGB": "RGBa"}
_WITHOUT_PREMULTIPLICATION = {"La": "LA", "RGBa": "RGBA"}


def memory_budget(memory_bytes: int, content_bytes: int) -> int:
    """Return how many bytes the pixels of a file of that size may take."""
    return max(0, memory_bytes - _COPIES_OF_CONTENT * content_bytes)


def scale(
    image: ImageFile.ImageFile,
    decoder_input: DecoderInput,
    frames: Sequence[Frame],
    budget: int,
    image_format: ImageFormat,
) -> list[Image.Image]:
    """Return each framed part of an image that was opened and not yet loaded, in the frame's size.

    The image is decoded once: JPEG at the smallest of libjpeg's sizes that still has twice the pixels of
    every frame, a format with a scaled decoder by a whole number smaller. The results' mode is L, LA, RGB,
    RGBA or CMYK.

    Raises:
        RejectedImageError: decoding would take more than `budget` bytes, or the samples are of a kind that
            is not supported.
    """
    if max(image.size) > MAX_SIDE:
        raise RejectedImageError(ImageProblem.TOO_MANY_PIXELS)
    budget -= _bytes_that_wait(frames)
    scaled_decoder = decoder_input.scaled_decoder()
    if scaled_decoder is not None:
        return _decode_scaled(scaled_decoder, image.size, frames, budget)
    working_mode = _working_mode(image)
    boxes = _draft(image, frames)
    factors = [_reducing_factors(box, frame) for box, frame in zip(boxes, frames, strict=True)]
    each = decoder_input.bytes_per_pixel(image) or image_format.bytes_per_pixel
    if _bytes_to_decode(image, factors, each) > budget:
        raise RejectedImageError(ImageProblem.TOO_MANY_PIXELS)
    decoder_input.load(image)
    return [_scaled(image, working_mode, *one) for one in zip(boxes, frames, factors, strict=True)]


def _scaled(
    image: Image.Image, working_mode: str, box: Box, frame: Frame, factors: tuple[int, int]
) -> Image.Image:
    if image.mode == working_mode:
        small = image.resize(frame.size, Image.Resampling.LANCZOS, box=box, reducing_gap=REDUCING_GAP)
    else:
        reduced, box = _converted_and_reduced(image, working_mode, box, factors)
        small = reduced.resize(frame.size, Image.Resampling.LANCZOS, box=box)
    final_mode = _WITHOUT_PREMULTIPLICATION.get(working_mode)
    return small.convert(final_mode) if final_mode else small


def _working_mode(image: Image.Image) -> str:
    mode = _WORKING_MODES.get(image.mode)
    if mode is None:
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    return _WITH_ALPHA.get(mode, mode) if "transparency" in image.info else mode


def _draft(image: Image.Image, frames: Sequence[Frame]) -> list[Box]:
    """Make a JPEG decode fewer pixels, no fewer than twice any frame's; return the frames' boxes in those.

    The draft has the image's aspect: Pillow's own `thumbnail` asks for a square and decodes more for it.
    """
    width = image.width
    drafted = image.draft(None, _least_size(image.size, frames))
    shrink = width / drafted[1][2] if drafted else 1
    boxes = [frame.box for frame in frames]
    return [(box[0] / shrink, box[1] / shrink, box[2] / shrink, box[3] / shrink) for box in boxes]


def _least_size(source: tuple[int, int], frames: Sequence[Frame]) -> tuple[int, int]:
    """Return the least size of the whole image that has twice the pixels of every frame in each direction."""
    across = max(frame.size[0] / (frame.box[2] - frame.box[0]) for frame in frames)
    down = max(frame.size[1] / (frame.box[3] - frame.box[1]) for frame in frames)
    return (
        max(1, round(source[0] * across * REDUCING_GAP)),
        max(1, round(source[1] * down * REDUCING_GAP)),
    )


def _decode_scaled(
    decoder: ScaledDecoder, source: tuple[int, int], frames: Sequence[Frame], budget: int
) -> list[Image.Image]:
    least = _least_size(source, frames)
    # By a whole number, so that every pixel counts the same, as in Pillow's own reducing.
    shrink = max(1, min(source[0] // least[0], source[1] // least[1]))
    size = -(-source[0] // shrink), -(-source[1] // shrink)
    if decoder.decoder_bytes + size[0] * size[1] * SCALED_BYTES_PER_PIXEL > budget:
        raise RejectedImageError(ImageProblem.TOO_MANY_PIXELS)
    image = decoder.decode(size)
    # Multiplied by their alpha, or the colours of invisible pixels would show at the edges.
    working = image.convert("RGBa") if image.mode == "RGBA" else image
    across, down = size[0] / source[0], size[1] / source[1]
    scaled = []
    for frame in frames:
        left, top, right, bottom = frame.box
        box = left * across, top * down, right * across, bottom * down
        small = working.resize(frame.size, Image.Resampling.LANCZOS, box=box, reducing_gap=REDUCING_GAP)
        scaled.append(small.convert("RGBA") if image.mode == "RGBA" else small)
    return scaled


def _reducing_factors(box: Box, frame: Frame) -> tuple[int, int]:
    return (
        int((box[2] - box[0]) / frame.size[0] / REDUCING_GAP) or 1,
        int((box[3] - box[1]) / frame.size[1] / REDUCING_GAP) or 1,
    )


def _bytes_that_wait(frames: Sequence[Frame]) -> int:
    """Return what the other results take while the last one is made."""
    sizes = [frame.size[0] * frame.size[1] for frame in frames]
    return 4 * (sum(sizes) - max(sizes))


def _bytes_to_decode(
    image: Image.Image, factors: Sequence[tuple[int, int]], bytes_per_pixel: int | None
) -> int:
    """Return the most memory that loading the image, and reducing it for one frame, takes."""
    pixels = image.width * image.height
    each = bytes_per_pixel or _MODE_BYTES_PER_PIXEL.get(image.mode, 4)
    return pixels * each + pixels * 4 // min(across * down for across, down in factors)


def _converted_and_reduced(
    image: Image.Image, mode: str, box: Box, factors: tuple[int, int]
) -> tuple[Image.Image, Box]:
    """Return the image in another mode, made smaller by whole factors, and the box in it.

    Strip by strip, so that no second image of the full size exists.
    """
    across, down = factors
    margin_x = (FILTER_SUPPORT + 1) * across * REDUCING_GAP
    margin_y = (FILTER_SUPPORT + 1) * down * REDUCING_GAP
    left, top = max(0, math.floor(box[0] - margin_x)), max(0, math.floor(box[1] - margin_y))
    right = min(image.width, math.ceil(box[2] + margin_x))
    bottom = min(image.height, math.ceil(box[3] + margin_y))
    reduced = Image.new(mode, (-(-(right - left) // across), -(-(bottom - top) // down)))
    rows = max(1, STRIP_PIXELS // (right - left) // down) * down
    for start in range(top, bottom, rows):
        strip = _converted(image.crop((left, start, right, min(start + rows, bottom))), mode)
        reduced.paste(strip.reduce(factors), (0, (start - top) // down))
    return reduced, (
        (box[0] - left) / across,
        (box[1] - top) / down,
        (box[2] - left) / across,
        (box[3] - top) / down,
    )


def _converted(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode.startswith("I;16"):
        return _from_16_bit(strip, mode)
    if mode in _WITHOUT_PREMULTIPLICATION and strip.mode != mode:
        return strip.convert(_WITHOUT_PREMULTIPLICATION[mode]).convert(mode)
    return strip.convert(mode)


def _from_16_bit(strip: Image.Image, mode: str) -> Image.Image:
    """Return 16-bit grey in 8 bits: scaled, where Pillow's conversion would cut off all above 255."""
    wide = strip.convert("I") if strip.mode == "I;16B" else strip
    grey = wide.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if mode == "L":
        return grey
    transparent = strip.info["transparency"]
    alpha = strip.convert("I").point([255 * (value != transparent) for value in range(65_536)], "L")
    return Image.merge("LA", (grey, alpha)).convert(mode)
