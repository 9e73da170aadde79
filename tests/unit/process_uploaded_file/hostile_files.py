"""Files that are made to cost more than they should, or to be something else than they seem.

Each group is a dictionary of functions by name, so that a test makes only what it looks at.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from functools import partial

from PIL import Image

from tests.unit.process_uploaded_file.sample_images import (
    encoded,
    flat_png,
    jpeg_segment,
    photo,
    png_chunk,
    png_header,
    raw_png,
    with_chunks,
    with_segments,
)

Files = dict[str, Callable[[], bytes]]

TEN_MEGABYTES = 10 * 1024 * 1024
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SMALL = photo((64, 64))


def fill(piece: bytes) -> bytes:
    """Return ten megabytes of one piece after the other."""
    return piece * (TEN_MEGABYTES // len(piece))


def jpeg_with(*segments: bytes) -> bytes:
    return with_segments(encoded(SMALL, "JPEG"), *segments)


def png_with(*chunks: bytes) -> bytes:
    return with_chunks(encoded(SMALL, "PNG"), *chunks)


def gif_with(blocks: bytes) -> bytes:
    """Return a GIF with blocks between its palette and its frame."""
    gif = encoded(SMALL.quantize(8), "GIF")
    frame = gif.index(b",\0\0\0\0")
    return gif[:frame] + blocks + gif[frame:]


def webp_with(chunks: bytes) -> bytes:
    body = encoded(SMALL, "WEBP", exif=b"Exif\0\0x")[12:] + chunks
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def endless_scans(size: tuple[int, int], count: int) -> bytes:
    """Return a progressive JPEG that refines its coefficients as often as one likes, at 70 bytes each."""
    content = encoded(Image.new("L", size, 128), "JPEG", progressive=True)
    places = [match.start() for match in re.finditer(b"\xff\xda", content)]
    refinement = content[places[3] : places[4]]
    return content[:-2] + refinement * count + b"\xff\xd9"


def lying_jpeg(width: int, height: int) -> bytes:
    """Return a small JPEG that says that it is large."""
    content = bytearray(encoded(SMALL, "JPEG"))
    struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, height, width)
    return bytes(content)


def lying_gif(width: int, height: int) -> bytes:
    content = bytearray(gif_with(b""))
    struct.pack_into("<HH", content, 6, width, height)
    return bytes(content)


def lying_webp(width: int, height: int) -> bytes:
    """Return a small WebP whose extended header announces a large canvas."""
    content = bytearray(webp_with(b""))
    assert content[12:16] == b"VP8X"
    content[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def spliced(content: bytes, start: int, end: int, middle: bytes) -> bytes:
    return content[:start] + middle + content[end:]


def two_frames() -> bytes:
    content = encoded(SMALL, "JPEG")
    frame = content.index(b"\xff\xc0")
    return spliced(content, 2, 2, content[frame : frame + 19])


CROWDED: Files = {
    "jpeg, tiny exif": lambda: jpeg_with(fill(jpeg_segment(0xE1, b"Exif\0\0x"))),
    "jpeg, large exif": lambda: jpeg_with(fill(jpeg_segment(0xE1, b"Exif\0\0" + bytes(65000)))),
    "jpeg, exif of many entries": lambda: jpeg_with(
        fill(jpeg_segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(65000)))
    ),
    "jpeg, empty comments": lambda: jpeg_with(fill(jpeg_segment(0xFE, b""))),
    "jpeg, fill bytes": lambda: jpeg_with(fill(b"\xff")),
    "jpeg, junk": lambda: jpeg_with(b"\xff\xfe\0\2", fill(b"\xff\x00")),
    "jpeg, tiny profiles": lambda: jpeg_with(fill(jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1x"))),
    "jpeg, large profile": lambda: jpeg_with(fill(jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(60000)))),
    "jpeg, photoshop blocks": lambda: jpeg_with(
        fill(jpeg_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\0\0\0\0\0\0\0" * 5000))
    ),
    "jpeg, quantization tables": lambda: jpeg_with(fill(jpeg_segment(0xDB, b"\0" + b"\1" * 64))),
    "jpeg, after its end": lambda: jpeg_with() + fill(b"\xff\xda"),
    "png, tiny texts": lambda: png_with(fill(png_chunk(b"tEXt", b"a\0b"))),
    "png, unknown chunks": lambda: png_with(fill(png_chunk(b"abCd", b""))),
    "png, compressed texts": lambda: png_with(
        fill(png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10**6))))
    ),
    "png, large text": lambda: png_with(png_chunk(b"tEXt", b"a\0" + fill(b"x"))),
    "png, inflated profile": lambda: png_with(
        png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(2 * 10**8), 1))
    ),
    "png, tiny data": lambda: spliced(png_with(), 33, -12, fill(png_chunk(b"IDAT", b"x"))),
    "gif, one comment": lambda: gif_with(b"!\xfe" + fill(b"\xff" + bytes(255)) + b"\0"),
    "gif, one comment of tiny blocks": lambda: gif_with(b"!\xfe" + fill(b"\1c") + b"\0"),
    "gif, tiny comments": lambda: gif_with(fill(b"!\xfe\1c\0")),
    "gif, nothing at all": lambda: gif_with(fill(b"\0")),
    "gif, data of tiny blocks": lambda: gif_with(b",\0\0\0\0\x40\0\x40\0\0\2" + fill(b"\1\0") + b"\0"),
    "webp, unknown chunks": lambda: webp_with(fill(b"abcd\0\0\0\0")),
    "webp, large exif": lambda: webp_with(b"EXIF" + struct.pack("<I", TEN_MEGABYTES) + bytes(TEN_MEGABYTES)),
}
"""Ten megabytes each, nearly all of it metadata."""

BOMBS: Files = {
    "png, 88 megapixels": lambda: flat_png(9400, 9400),
    "png, 4 gigapixels": lambda: raw_png(65_000, 65_000, 8, 6, bytes(100_000)),
    "png, one row": lambda: flat_png(49_000_000, 1),
    "png, one column": lambda: flat_png(1, 49_000_000, colour=0),
    "png, just under the limit": lambda: flat_png(7000, 7000),
    "png, grey and alpha just under the limit": lambda: flat_png(7000, 7000, colour=4),
    "jpeg, 4 gigapixels": lambda: lying_jpeg(65_000, 65_000),
    "jpeg, just under the limit": lambda: lying_jpeg(7000, 7000),
    "jpeg, no height": lambda: lying_jpeg(7000, 0),
    "jpeg, endless scans": lambda: endless_scans((2000, 2000), 5000),
    "jpeg, endless scans of a few pixels": lambda: endless_scans((16, 16), 100_000),
    "gif, 4 gigapixels": lambda: lying_gif(65_000, 65_000),
    "gif, just under the limit": lambda: lying_gif(7000, 7000),
    "webp, 268 megapixels": lambda: lying_webp(16_383, 16_383),
    "webp, just under the limit": lambda: lying_webp(7000, 7000),
    "webp, 24 megapixels": lambda: encoded(Image.new("RGB", (6000, 4000)), "WEBP", method=0, lossless=True),
    "webp, as large as it may be": lambda: encoded(
        Image.new("RGBA", (5000, 3500)), "WEBP", method=0, lossless=True
    ),
}
"""Small files of many pixels, or that say so."""

LARGEST: Files = {
    "jpeg, baseline": lambda: encoded(Image.new("RGB", (8000, 6000), "brown"), "JPEG"),
    "jpeg, progressive with full colour": lambda: encoded(
        Image.new("RGB", (8000, 6000)), "JPEG", progressive=True, subsampling=0
    ),
    "jpeg, cmyk": lambda: encoded(Image.new("CMYK", (8000, 6000)), "JPEG"),
    "png, palette": lambda: encoded(Image.new("P", (8000, 6000)), "PNG", compress_level=1),
    "png, 16 bit": lambda: raw_png(8000, 6000, 16, 0, bytes((1 + 2 * 8000) * 6000)),
    "png, 1 bit": lambda: raw_png(8000, 6000, 1, 0, bytes((1 + 1000) * 6000)),
    "gif": lambda: encoded(Image.new("P", (8000, 6000)), "GIF"),
}
"""Honest images of 48 megapixels."""


def _parts() -> Files:
    files: Files = {}
    for image_format in ("JPEG", "PNG", "WEBP", "GIF"):
        content = encoded(photo((320, 200)), image_format)
        for length in (4, 12, 20, 40, 60, 100, 400, len(content) // 2, len(content) - 40):
            files[f"{image_format}, {length} bytes of it"] = partial(bytes, content[:length])
        noise = content[:60] + bytes(range(256)) * 40
        files[f"{image_format}, header and noise"] = partial(bytes, noise)
    return files


BROKEN: Files = {
    **_parts(),
    "jpeg, no pixels": lambda: b"\xff\xd8\xff\xd9",
    "jpeg, two frames": two_frames,
    "jpeg, no size": lambda: lying_jpeg(0, 64),
    "png, no pixels": lambda: png_header(10, 10, 8, 2) + png_chunk(b"IEND", b""),
    "png, no size": lambda: raw_png(0, 0, 8, 2, b""),
    "png, unknown samples": lambda: raw_png(10, 10, 3, 5, bytes(400)),
    "png, bad checksum": lambda: spliced(png_with(), 29, 33, bytes(4)),
    "png, two headers": lambda: png_with(png_with()[8:33]),
    "png, pixels that are no zlib": lambda: png_header(10, 10, 8, 2) + png_chunk(b"IDAT", b"x" * 400),
    "gif, no frame": lambda: gif_with(b";"),
}
"""Files that start like images and are none, or no longer."""

OTHERS: Files = {
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\nshowpage\n",
    "svg": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf": lambda: b"%PDF-1.7\n1 0 obj\n",
    "zip": lambda: b"PK\x03\x04" + bytes(100),
    "eicar": lambda: EICAR,
    "zeros": lambda: bytes(5000),
    "heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100),
    "psd": lambda: b"8BPS\0\1" + bytes(100),
    "ico": lambda: b"\0\0\1\0\1\0" + bytes(100),
    "jpeg 2000": lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100),
    "one byte": lambda: b"\xff",
}
"""What is not an image on the list."""

POLYGLOTS: Files = {
    "gif and script": lambda: gif_with(b"!\xfe\x1e*/=1;alert(document.cookie);/*\0"),
    "jpeg and zip": lambda: jpeg_with() + b"PK\x03\x04script.php<?php system($_GET[0]); ?>",
    "jpeg and php": lambda: jpeg_with(jpeg_segment(0xFE, b"<?php system($_GET[0]); ?>")),
    "png and html": lambda: png_with(png_chunk(b"tEXt", b"a\0<script>alert(1)</script>")),
    "webp and eicar": lambda: webp_with(b"") + EICAR,
}
"""Images that are something else as well."""
