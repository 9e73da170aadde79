"""Decodes an opened image and scales it to the thumbnails' sizes, with bounded memory."""

from __future__ import annotations

import math
from collections.abc import Sequence

from images.decoding.decoder_input import DecoderInput, ScaledDecoder
from images.decoding.image_format import ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from images.framing import Box, Frame
from PIL import Image, ImageFile

MEBIBYTE = 1024 * 1024
REDUCING_GAP = 2.0  # box-reduce by whole factors to twice the final size (fast), then Lanczos (good)
FILTER_SUPPORT = 3  # pixels of the result that Lanczos reads on each side
STRIP_PIXELS = 1_000_000
SCALED_BYTES_PER_PIXEL = 12  # decoder's samples, Pillow's image, and its copy with premultiplied alpha
MAX_SIDE = 65_535  # JPEG's limit, for all formats: decoders keep several rows, so a long row costs memory

_COPIES_OF_CONTENT = 2  # the file, and a copy that some decoders make

# Bytes per pixel of Pillow's images; other modes have 4.
_MODE_BYTES_PER_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}

# The mode in which each mode is scaled. Alpha is premultiplied, else colours of invisible pixels would show
# at the edges.
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
    """Return the bytes that an image's pixels may use: `memory_bytes` without the copies of the file."""
    return max(0, memory_bytes - _COPIES_OF_CONTENT * content_bytes)


def scale(
    image: ImageFile.ImageFile,
    decoder_input: DecoderInput,
    frames: Sequence[Frame],
    budget: int,
    image_format: ImageFormat,
) -> list[Image.Image]:
    """Decode an opened image once, and return one scaled image per frame, of mode L, LA, RGB, RGBA or CMYK.

    Some decoders can scale. They return a smaller image, which still has at least twice the width and height
    that every frame needs, if the original is that large. libjpeg scales by 1/2, 1/4 or 1/8; a
    `ScaledDecoder` by any whole number.

    Args:
        image: opened, but not yet loaded.
        decoder_input: what the decoder reads.
        frames: one per thumbnail.
        budget: bytes that decoding may use.
        image_format: the image's format.

    Raises:
        RejectedImageError: decoding would use more than `budget` bytes, or the image's mode is not supported.
    """
    if max(image.size) > MAX_SIDE:
        raise RejectedImageError(ImageProblem.TOO_MANY_PIXELS)
    budget -= _bytes_of_other_results(frames)
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
    """Let a JPEG decode at a smaller size, at least twice that of any frame; return the boxes at that size.

    The requested size has the image's aspect ratio. Pillow's `thumbnail` requests a square, and so decodes
    more pixels.
    """
    width = image.width
    drafted = image.draft(None, _least_size(image.size, frames))
    shrink = width / drafted[1][2] if drafted else 1
    boxes = [frame.box for frame in frames]
    return [(box[0] / shrink, box[1] / shrink, box[2] / shrink, box[3] / shrink) for box in boxes]


def _least_size(source: tuple[int, int], frames: Sequence[Frame]) -> tuple[int, int]:
    """Return the smallest size of the whole image at which each frame's box has twice the frame's size."""
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
    # Shrink by a whole number, so that every pixel has the same weight, as in Pillow's `reduce`.
    shrink = max(1, min(source[0] // least[0], source[1] // least[1]))
    size = -(-source[0] // shrink), -(-source[1] // shrink)
    if decoder.decoder_bytes + size[0] * size[1] * SCALED_BYTES_PER_PIXEL > budget:
        raise RejectedImageError(ImageProblem.TOO_MANY_PIXELS)
    image = decoder.decode(size)
    # Premultiply alpha, else colours of invisible pixels would show at the edges.
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


def _bytes_of_other_results(frames: Sequence[Frame]) -> int:
    """Return the bytes of all results except the largest: they stay in memory while the last is made."""
    sizes = [frame.size[0] * frame.size[1] for frame in frames]
    return 4 * (sum(sizes) - max(sizes))


def _bytes_to_decode(
    image: Image.Image, factors: Sequence[tuple[int, int]], bytes_per_pixel: int | None
) -> int:
    """Return the peak memory of loading the image and reducing it for one frame."""
    pixels = image.width * image.height
    each = bytes_per_pixel or _MODE_BYTES_PER_PIXEL.get(image.mode, 4)
    return pixels * each + pixels * 4 // min(across * down for across, down in factors)


def _converted_and_reduced(
    image: Image.Image, mode: str, box: Box, factors: tuple[int, int]
) -> tuple[Image.Image, Box]:
    """Return the image converted to `mode` and reduced by whole factors, and the box at that size.

    It works strip by strip, so that there is never a second image of full size.
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
    """Convert 16-bit grey to 8 bits by scaling. Pillow's own conversion would clip values above 255."""
    wide = strip.convert("I") if strip.mode == "I;16B" else strip
    grey = wide.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if mode == "L":
        return grey
    transparent = strip.info["transparency"]
    alpha = strip.convert("I").point([255 * (value != transparent) for value in range(65_536)], "L")
    return Image.merge("LA", (grey, alpha)).convert(mode)
