"""Images of every kind that tests need, made on the spot, and the pieces that files are made of."""

from __future__ import annotations

import io
import struct
import zlib
from copy import deepcopy
from typing import Any

from PIL import Image, ImageDraw

from local_aws import heic_codecs  # noqa: F401 - so that Pillow can write it

UPRIGHT_CORNERS = ("red", "lime", "blue", "yellow")  # top left, top right, bottom left, bottom right
# What has to be done to an upright image so that a viewer who honours the orientation undoes it.
_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    content = io.BytesIO()
    if image_format == "HEIF":
        return with_brand(encoded(image, "HEIC", **options), b"mif1")
    image.save(content, image_format, **deepcopy(options))  # pillow_heif changes them
    return content.getvalue()


def with_brand(file: bytes, brand: bytes) -> bytes:
    """Return an ISO media file that says to be of that brand alone."""
    length = int.from_bytes(file[:4])
    return file[:8] + brand + file[12:16] + brand * ((length - 16) // 4) + file[length:]


def decoded(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def four_corners(size: tuple[int, int] = (320, 160)) -> Image.Image:
    """Return an image with another colour in each quarter."""
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    half = size[0] // 2, size[1] // 2
    for index, colour in enumerate(UPRIGHT_CORNERS):
        left, top = index % 2 * half[0], index // 2 * half[1]
        draw.rectangle((left, top, left + half[0] - 1, top + half[1] - 1), fill=colour)
    return image


def stored_as(image: Image.Image, orientation: int) -> Image.Image:
    """Return the pixels that are stored for an upright image with that orientation."""
    return image.transpose(_STORED[orientation]) if orientation in _STORED else image


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = "SECRET description"
    return tags.tobytes()


def photo(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return something with gradients and detail, so that a shift or a wrong scale shows."""
    image = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize(size),
            Image.linear_gradient("L").rotate(90).resize(size),
            Image.radial_gradient("L").resize(size),
        ),
    )
    draw = ImageDraw.Draw(image)
    for index in range(12):
        left, top = size[0] * index // 12, size[1] * (index * 5 % 12) // 12
        draw.ellipse(
            (left, top, left + size[0] // 8, top + size[1] // 6), fill=(index * 20, 255 - index * 20, 128)
        )
    return image


def jpeg_segment(code: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, code, len(content) + 2) + content


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with segments put right after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def without_segments(jpeg: bytes, *codes: int) -> bytes:
    """Return a JPEG without the segments of these codes."""
    kept, position = [jpeg[:2]], 2
    while jpeg[position + 1] != 0xDA:
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if jpeg[position + 1] not in codes:
            kept.append(jpeg[position:end])
        position = end
    return b"".join((*kept, jpeg[position:]))


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int, depth: int, colour: int, interlace: int = 0) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    )


def raw_png(
    width: int, height: int, depth: int, colour: int, rows: bytes, *chunks: bytes, level: int = 1
) -> bytes:
    """Return a PNG of rows that each start with their filter's number; `chunks` come before the pixels."""
    pixels = png_chunk(b"IDAT", zlib.compress(rows, level))
    return b"".join((png_header(width, height, depth, colour), *chunks, pixels, png_chunk(b"IEND", b"")))


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """Return a PNG with chunks put right after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def flat_png(width: int, height: int, colour: int = 6) -> bytes:
    """Return a PNG of a few kilobytes with as many pixels as one likes, all of them zero."""
    length = (1 + width * {0: 1, 2: 3, 4: 2, 6: 4}[colour]) * height
    compress = zlib.compressobj(9, wbits=-15)
    step = 1_000_000
    zeros = compress.compress(bytes(step)) + compress.flush(zlib.Z_FULL_FLUSH)  # can be repeated as it is
    rest = zlib.compress(bytes(length % step), 9, wbits=-15)
    checksum = struct.pack(">HH", length % 65521, 1)  # Adler-32 of that many zeros
    pixels = b"\x78\xda" + zeros * (length // step) + rest + checksum
    return b"".join(
        (png_header(width, height, 8, colour), png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b""))
    )
