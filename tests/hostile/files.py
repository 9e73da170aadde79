"""Hundreds of generated hostile files, each with its name, its permitted outcomes and its maker.

A file that can hold one has a mark in its metadata or behind its end; no thumbnail may contain the mark.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageCms

from tests.hostile import optional
from tests.unit.process_uploaded_file import hostile_files as known
from tests.unit.process_uploaded_file import icc_profiles
from tests.unit.process_uploaded_file.sample_images import (
    encoded,
    exif,
    flat_png,
    jpeg_segment,
    photo,
    png_chunk,
    png_header,
    raw_png,
    with_chunks,
    with_segments,
)

MARK = b"MARK-that-must-not-survive"
MEGABYTE = 1024 * 1024
THUMBNAIL = "thumbnail"
ANYTHING = frozenset(
    (
        *(THUMBNAIL, "damaged", "too_complex", "too_many_pixels", "variant_not_supported"),
        *("too_slow", "too_much_memory"),
    )
)
REFUSED = frozenset({"format_not_allowed", "not_an_image", "empty"})
HONEST = frozenset({THUMBNAIL})


@dataclass(frozen=True)
class HostileFile:
    """A file.

    Attributes:
        kind: its row in the table.
        name: what is hostile about it.
        make: returns its content.
        outcomes: the permitted reasons of a rejection, and `thumbnail` if a thumbnail is permitted.
        colour: the colour of the whole thumbnail, if it has only one.
        by_option: whether its format is allowed only by option.
    """

    kind: str
    name: str
    make: Callable[..., bytes]  # called without arguments
    outcomes: frozenset[str] = ANYTHING
    colour: tuple[int, int, int] | None = None
    by_option: bool = False


def every_file() -> list[HostileFile]:
    """Return all files, without making their content."""
    makers = (disguises, bombs, crowds, colours, animations, cuts, lies, flips, polyglots, by_option)
    return [file for make in makers for file in make()]


def by_option() -> Iterator[HostileFile]:
    """Yield files of the formats that are allowed only by option."""
    for kind, found in (
        ("tiff", optional.tiffs()),
        ("avif", optional.avifs()),
        ("heic", optional.heics()),
        ("bmp", optional.bmps()),
    ):
        for name, make in found:
            yield HostileFile(kind, f"{kind}: {name}", make, ANYTHING | REFUSED, by_option=True)
    for name, content in optional.seeds().items():
        kind = "tiff" if "tiff" in name else name[:4].strip()
        yield HostileFile(kind, f"{name}, sound", lambda c=content: c, HONEST, by_option=True)
        for number in range(10):
            yield HostileFile(
                kind,
                f"{name}, bits turned, {number}",
                lambda c=content, n=number: _flipped(c, n),
                ANYTHING | REFUSED,
                by_option=True,
            )


@cache
def seeds() -> dict[str, bytes]:
    """Return small valid files of every kind that decoders treat differently, with the mark as metadata."""
    image = photo((160, 120))
    alpha = image.convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(image.size))
    frames = [photo((80, 60)), photo((80, 60)).rotate(90), photo((80, 60)).rotate(180)]
    marked = exif(6).replace(b"SECRET description", MARK[:18])
    return {
        "jpeg": with_segments(encoded(image, "JPEG", exif=marked), jpeg_segment(0xFE, MARK)),
        "jpeg progressive": with_segments(
            encoded(image, "JPEG", progressive=True),
            jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + MARK),
        ),
        "jpeg grey": encoded(image.convert("L"), "JPEG", comment=MARK),
        "jpeg cmyk": encoded(image.convert("CMYK"), "JPEG", comment=MARK),
        "png": with_chunks(encoded(image, "PNG"), png_chunk(b"tEXt", b"Comment\0" + MARK)),
        "png palette": with_chunks(encoded(image.quantize(32), "PNG"), png_chunk(b"tEXt", b"a\0" + MARK)),
        "png alpha": with_chunks(encoded(alpha, "PNG"), png_chunk(b"eXIf", exif(3)[6:] + MARK)),
        "webp": encoded(image, "WEBP", xmp=MARK),
        "webp lossless": encoded(alpha, "WEBP", lossless=True, xmp=MARK),
        "webp animated": encoded(
            frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=50, xmp=MARK
        ),
        "gif": encoded(image.quantize(32), "GIF", comment=MARK),
        "gif animated": encoded(
            frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50, comment=MARK
        ),
    }


# --- files that are no image of the allow-list, whatever their name ---


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, MARK)
    return buffer.getvalue()


def _headers() -> dict[str, bytes]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    return {
        "postscript": b"%!PS\n(/etc/passwd) (r) file\n",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\nshowpage\n",
        "eps with preview": b"\xc5\xd0\xd3\xc6" + struct.pack("<IIIIII", 30, 9, 0, 0, 0, 0) + b"%!PS",
        "eps after spaces": b"   \n%!PS-Adobe-3.0 EPSF-3.0\n",
        "pdf": b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >>\n",
        "pdf after junk": b"\0" * 100 + b"%PDF-1.7\n",
        "svg": svg,
        "svg with a declaration": b'<?xml version="1.0"?>\n' + svg,
        "svg with entities": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        "svg with a billion laughs": b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        "svg after a byte order mark": b"\xef\xbb\xbf" + svg,
        "svg in UTF-16": svg.decode().encode("utf-16"),
        "svg far behind": b" " * 5000 + svg,
        "svg compressed": gzip.compress(svg),
        "html": b"<!doctype html><script>alert(document.cookie)</script>",
        "html with an image's name": b"<html><img src=x onerror=alert(1)></html>",
        "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "http://evil/">]><a>&x;</a>',
        "javascript": b"alert(1)//" + MARK,
        "php": b"<?php system($_GET['c']); ?>",
        "shell script": b"#!/bin/sh\nid\n",
        "java server page": b'<%@ page import="java.io.*" %>',
        "zip": _zip("a.txt"),
        "jar": _zip("META-INF/MANIFEST.MF", "A.class"),
        "word document": _zip("[Content_Types].xml", "word/document.xml"),
        "zip that climbs": _zip("../../../etc/passwd"),
        "gzip bomb": gzip.compress(bytes(MEGABYTE)) * 8,
        "tar": b"a.txt" + bytes(252) + b"ustar\x0000" + bytes(300),
        "bzip2": b"BZh91AY&SY" + bytes(40),
        "xz": b"\xfd7zXZ\0" + bytes(40),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "rar": b"Rar!\x1a\x07\x01\0" + bytes(40),
        "elf": b"\x7fELF\2\1\1" + bytes(60),
        "windows program": b"MZ\x90\0" + bytes(60) + b"PE\0\0",
        "mach-o": b"\xcf\xfa\xed\xfe" + bytes(60),
        "java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(40),
        "web assembly": b"\0asm\1\0\0\0",
        "python pickle": b"\x80\x04cos\nsystem\n(S'id'\ntR.",
        "sqlite": b"SQLite format 3\0" + bytes(80),
        "photoshop": b"8BPS\0\1" + bytes(60),
        "icon": b"\0\0\1\0\1\0\x10\x10" + bytes(60),
        "cursor": b"\0\0\2\0\1\0\x10\x10" + bytes(60),
        "mac icon": b"icns\0\0\0\x08",
        "targa": bytes((0, 0, 2)) + bytes(9) + struct.pack("<HH", 9, 9) + b"\x18\0" + bytes(243),
        "pcx": b"\x0a\5\1\x08" + bytes(124),
        "portable pixmap": b"P6\n9 9\n255\n" + bytes(243),
        "portable float map": b"PF\n9 9\n-1.0\n" + bytes(972),
        "x bitmap": b"#define a_width 8\n#define a_height 8\nstatic char a_bits[] = {0};",
        "x pixmap": b"/* XPM */\nstatic char *a[] = {};",
        "silicon graphics": b"\x01\xda\0\1" + bytes(508),
        "fits": b"SIMPLE  =                    T" + bytes(2850),
        "directdraw": b"DDS \x7c\0\0\0" + bytes(120),
        "windows metafile": b"\xd7\xcd\xc6\x9a" + bytes(60),
        "enhanced metafile": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60),
        "dicom": bytes(128) + b"DICM",
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(60),
        "avif, not allowed": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(60),
        "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(60),
        "quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(60),
        "matroska": b"\x1aE\xdf\xa3" + bytes(60),
        "ogg": b"OggS" + bytes(60),
        "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(30),
        "avi": b"RIFF\x24\0\0\0AVI LIST" + bytes(30),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
        "jpeg 2000 codestream": b"\xff\x4f\xff\x51" + bytes(60),
        "jpeg xl": b"\xff\x0a" + bytes(60),
        "jpeg xl container": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(60),
        "bmp, not allowed": b"BM" + bytes(52),
        "tiff, not allowed": b"II*\0\x08\0\0\0" + bytes(60),
        "tiff, other order, not allowed": b"MM\0*\0\0\0\x08" + bytes(60),
        "big tiff, not allowed": b"II+\0\x08\0\0\0" + bytes(60),
        "font": b"wOFF\0\1\0\0" + bytes(60),
        "mail": b"From: a@b\r\nContent-Type: text/html\r\n\r\n<script>",
        "the antivirus test file": known.EICAR,
        "text in UTF-16": "GIF89a".encode("utf-16"),
        "nothing": b"",
        "zeros": bytes(5000),
        "ones": b"\xff" * 5000,
        "noise": random.Random(1).randbytes(5000),  # noqa: S311 - to be repeatable, not secret
        "half a signature of jpeg": b"\xff\xd8",
        "half a signature of png": b"\x89PNG\r\n",
        "half a signature of gif": b"GIF8",
        "half a signature of webp": b"RIFF\x10\0\0\0WEB",
        "png signature with line ends changed": b"\x89PNG\n\x1a\n" + encoded(photo((9, 9)), "PNG")[8:],
        "gif of another year": b"GIF99a" + bytes(60),
        "jpeg after one byte": b"\0" + encoded(photo((9, 9)), "JPEG"),
        "png after a space": b" " + encoded(photo((9, 9)), "PNG"),
    }


def disguises() -> Iterator[HostileFile]:
    """Yield other kinds of files under an image's name."""
    for name, content in _headers().items():
        yield HostileFile("something else", name, lambda content=content: content, REFUSED)


# --- small files with many pixels, and large valid ones ---


def bombs() -> Iterator[HostileFile]:
    """Yield files that would take gigabytes or minutes to decode."""
    many = frozenset({"too_many_pixels"})
    for colour, name in ((0, "grey"), (2, "rgb"), (4, "grey and alpha"), (6, "rgba")):
        for side in (7_200, 9_400, 30_000):
            yield HostileFile(
                "bomb", f"png, {name}, {side} x {side}", lambda s=side, c=colour: _short_png(s, s, c), many
            )
    for width, height in ((2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (65_536, 1), (1, 65_536)):
        yield HostileFile(
            "bomb",
            f"png, {width} x {height}",
            lambda w=width, h=height: raw_png(w, h, 8, 0, bytes(100_000)),
            many | {"damaged"},
        )
    for depth, colour in ((1, 0), (16, 0), (16, 2), (16, 6), (8, 3)):
        yield HostileFile(
            "bomb",
            f"png, {depth} bit, colour type {colour}, 60000 x 60000",
            lambda d=depth, c=colour: raw_png(
                60_000, 60_000, d, c, bytes(100_000), png_chunk(b"PLTE", b"abc")
            ),
            many,
        )
    for side in (8_000, 16_383, 65_500):
        yield HostileFile("bomb", f"jpeg that says {side}", lambda s=side: known.lying_jpeg(s, s), many)
        yield HostileFile("bomb", f"gif that says {side}", lambda s=side: known.lying_gif(s, s), many)
    yield HostileFile("bomb", "webp that says 16383", lambda: known.lying_webp(16_383, 16_383), many)
    yield HostileFile(
        "bomb", "webp that says 16777216", lambda: known.lying_webp(2**24, 2**24), many | {"damaged"}
    )
    for width, height in ((7_000, 7_000), (49_000, 1_000), (1_000, 49_000)):
        yield HostileFile(
            "bomb", f"png, {width} x {height}, grey", lambda w=width, h=height: flat_png(w, h, 0), HONEST
        )
    yield HostileFile("bomb", "png, 7000 x 7000, rgba", lambda: flat_png(7_000, 7_000, 6))
    yield HostileFile("bomb", "png whose data goes on", _endless_data)
    yield HostileFile("bomb", "png, interlaced, 7000 x 7000", lambda: _interlaced(7_000))
    for name, make in {**known.BOMBS, **known.LARGEST}.items():
        yield HostileFile("bomb", f"known: {name}", make)
    for count in (50, 500, 5_000, 50_000):
        yield HostileFile(
            "bomb", f"jpeg of {count} scans", lambda n=count: known.endless_scans((2_000, 2_000), n)
        )
    # libjpeg works in blocks of 8 x 8 pixels, even if the image is narrower.
    for width, height, count in ((1, 65_500, 18_000), (1, 2_000, 100_000), (65_500, 1, 18_000)):
        yield HostileFile(
            "bomb",
            f"jpeg of {count} scans, {width} x {height}",
            lambda w=width, h=height, n=count: known.endless_scans((w, h), n),
            frozenset({"too_complex"}),
        )
    for width, height in ((8_000, 6_000), (16_000, 3_000)):
        for lossless in (False, True):
            yield HostileFile(
                "bomb",
                f"webp of 48 megapixels, {width} wide, {'lossless' if lossless else 'lossy'}",
                lambda w=width, h=height, e=lossless: encoded(
                    Image.new("RGB", (w, h), (1, 99, 3)), "WEBP", lossless=e, method=0
                ),
            )
    for progressive in (False, True):
        yield HostileFile(
            "bomb",
            f"jpeg of 48 megapixels, {'progressive' if progressive else 'baseline'}",
            lambda p=progressive: encoded(
                Image.new("RGB", (8_000, 6_000), (200, 90, 30)), "JPEG", progressive=p
            ),
            HONEST,
            (200, 90, 30),
        )
    yield HostileFile(
        "bomb",
        "gif of 48 megapixels",
        lambda: encoded(Image.new("L", (8_000, 6_000), 90), "GIF"),
        HONEST,
        (90, 90, 90),
    )
    yield HostileFile(
        "bomb",
        "jpeg of 48 megapixels, cmyk",
        lambda: encoded(Image.new("CMYK", (8_000, 6_000), (0, 255, 255, 0)), "JPEG"),
        HONEST,
    )


def _short_png(width: int, height: int, colour: int) -> bytes:
    """Return a PNG of that size with its pixels cut off, because the header alone must be enough."""
    return raw_png(width, height, 8, colour, bytes(MEGABYTE))


def _endless_data() -> bytes:
    """Return a small PNG with far more pixel data than it needs: 50 MiB for 100 x 100 pixels."""
    return raw_png(100, 100, 8, 2, bytes(200 * MEGABYTE // 4))


def _interlaced(side: int) -> bytes:
    rows = zlib.compress(bytes((side + 8) * (side + 8) * 2), 1)
    return b"".join(
        (png_header(side, side, 8, 0, interlace=1), png_chunk(b"IDAT", rows), png_chunk(b"IEND", b""))
    )


# --- metadata ---


def crowds() -> Iterator[HostileFile]:
    """Yield files that are nearly all metadata: 10 MB of many kinds, and 20 MB for each format."""
    for name, make in known.CROWDED.items():
        yield HostileFile("metadata", f"10 MB, {name}", make)
    found = seeds()
    size = 20 * MEGABYTE
    large = (MARK + bytes(1000)) * (size // (len(MARK) + 1000))
    segment = jpeg_segment(0xE1, b"Exif\0\0" + large[:65_000])
    yield HostileFile(
        "metadata",
        "20 MB of EXIF in a jpeg",
        lambda: with_segments(found["jpeg"], segment * (size // 65_000)),
        HONEST,
    )
    yield HostileFile(
        "metadata",
        "20 MB of text in a png",
        lambda: with_chunks(found["png"], png_chunk(b"tEXt", b"a\0" + large)),
        HONEST,
    )
    yield HostileFile(
        "metadata",
        "20 MB of XMP in a png",
        lambda: with_chunks(found["png"], png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + large)),
        HONEST,
    )
    yield HostileFile(
        "metadata",
        "20 MB of profile in a png",
        lambda: with_chunks(found["png"], png_chunk(b"iCCP", b"a\0\0" + zlib.compress(large, 0))),
        HONEST,
    )
    yield HostileFile(
        "metadata", "20 MB of XMP in a webp", lambda: encoded(photo((80, 60)), "WEBP", xmp=large), HONEST
    )
    yield HostileFile(
        "metadata",
        "20 MB of profile in a webp",
        lambda: encoded(photo((80, 60)), "WEBP", icc_profile=large),
        HONEST,
    )
    yield HostileFile(
        "metadata",
        "20 MB of comment in a gif",
        lambda: _with_gif_block(found["gif"], b"!\xfe" + (b"\xff" + large[:255]) * (size // 256) + b"\0"),
        HONEST,
    )
    for image_format in ("JPEG", "PNG", "WEBP"):
        yield HostileFile(
            "metadata",
            f"profile with 1000 stages in a {image_format.lower()}",
            lambda f=image_format: encoded(photo((80, 60)), f, icc_profile=icc_profiles.chained(1_000)),
            HONEST,
        )
    profile = png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(500_000), 9))
    yield HostileFile(
        "metadata",
        "19000 profiles in a png",
        lambda: with_chunks(found["png"], profile * 19_000),
        HONEST,
    )
    yield HostileFile("metadata", "20 MB behind a jpeg", lambda: found["jpeg"] + large, HONEST)
    yield HostileFile("metadata", "20 MB behind a png", lambda: found["png"] + large, HONEST)
    yield HostileFile("metadata", "20 MB behind a gif", lambda: found["gif"] + large, HONEST)
    yield HostileFile("metadata", "20 MB behind a webp", lambda: found["webp"] + large, HONEST)
    for orientation in (0, 2, 3, 5, 6, 8, 9, 65_535):
        yield HostileFile(
            "metadata",
            f"orientation {orientation}",
            lambda o=orientation: encoded(photo((160, 120)), "JPEG", exif=_orientation(o)),
            HONEST,
        )


def _orientation(value: int) -> bytes:
    return b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1" + struct.pack(">H", value) + bytes(6) + MARK


def _with_gif_block(gif: bytes, block: bytes) -> bytes:
    palette = 13 + (3 << (gif[10] & 7) + 1)
    return gif[:palette] + block + gif[palette:]


# --- colours ---


def colours() -> Iterator[HostileFile]:
    """Yield valid images with unusual colour formats; each thumbnail must have the right colour."""
    red, size = (200, 40, 30), (120, 90)
    flat = Image.new("RGB", size, red)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    profiles = {
        "sRGB": srgb,
        "Lab in an RGB image": lab,
        "broken": b"x" * 500,
        "empty": b"",
        "cut off": srgb[:200],
        "with a wrong length": b"\xff\xff\xff\xff" + srgb[4:],
        "of 4 MB": srgb + bytes(4 * MEGABYTE),
        "of zeros": bytes(128),
    }
    for name, profile in profiles.items():
        for image_format in ("JPEG", "PNG", "WEBP"):
            yield HostileFile(
                "colours",
                f"{image_format}, profile {name}",
                lambda p=profile, f=image_format: encoded(flat, f, icc_profile=p),
                HONEST,
                red,
            )
    for subsampling in (0, 1, 2):
        yield HostileFile(
            "colours",
            f"jpeg, subsampling {subsampling}",
            lambda s=subsampling: encoded(flat, "JPEG", subsampling=s),
            HONEST,
            red,
        )
    yield HostileFile(
        "colours",
        "jpeg, cmyk",
        lambda: encoded(Image.new("CMYK", size, (0, 0, 0, 0)), "JPEG"),
        HONEST,
        (255, 255, 255),
    )
    yield HostileFile(
        "colours", "jpeg, grey", lambda: encoded(Image.new("L", size, 77), "JPEG"), HONEST, (77, 77, 77)
    )
    deep = struct.pack(">H", 0x8000)
    row16 = b"\0" + deep * 120
    yield HostileFile(
        "colours", "png, 16 bit grey", lambda: raw_png(120, 90, 16, 0, row16 * 90), HONEST, (128, 128, 128)
    )
    yield HostileFile(
        "colours",
        "png, 16 bit rgb",
        lambda: raw_png(120, 90, 16, 2, (b"\0" + deep * 360) * 90),
        HONEST,
        (128, 128, 128),
    )
    yield HostileFile(
        "colours",
        "png, 16 bit rgba",
        lambda: raw_png(120, 90, 16, 6, (b"\0" + (deep * 3 + b"\xff\xff") * 120) * 90),
        HONEST,
        (128, 128, 128),
    )
    for depth in (1, 2, 4, 8):
        per_row = -(-120 * depth // 8)
        yield HostileFile(
            "colours",
            f"png, palette of {depth} bit",
            lambda d=depth, n=per_row: raw_png(
                120, 90, d, 3, bytes(1 + n) * 90, png_chunk(b"PLTE", bytes(red))
            ),
            HONEST,
            red,
        )
        yield HostileFile(
            "colours",
            f"png, palette of {depth} bit with transparency",
            lambda d=depth, n=per_row: raw_png(
                120,
                90,
                d,
                3,
                bytes(1 + n) * 90,
                png_chunk(b"PLTE", bytes(red)),
                png_chunk(b"tRNS", b"\x80"),
            ),
            HONEST,
        )
        yield HostileFile(
            "colours",
            f"png, grey of {depth} bit with a transparent colour",
            lambda d=depth, n=per_row: raw_png(120, 90, d, 0, bytes(1 + n) * 90, png_chunk(b"tRNS", b"\0\1")),
            HONEST,
        )
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        for image_format in ("PNG", "WEBP", "GIF"):
            yield HostileFile(
                "colours",
                f"{image_format} from mode {mode}",
                lambda m=mode, f=image_format: encoded(flat.convert(m), f),
                HONEST,
            )
    for side in ((1, 1), (1, 5_000), (5_000, 1), (2, 3), (199, 201), (200, 200), (201, 200)):
        yield HostileFile(
            "colours",
            f"png of {side[0]} x {side[1]}",
            lambda s=side: encoded(Image.new("RGB", s, red), "PNG"),
            HONEST,
            red,
        )


# --- animation ---


def animations() -> Iterator[HostileFile]:
    """Yield animations: the thumbnail shows the first frame, and the other frames must cost nothing."""
    red, blue = (200, 40, 30), (30, 40, 200)
    first, second = Image.new("RGB", (90, 60), red), Image.new("RGB", (90, 60), blue)
    for image_format in ("GIF", "PNG", "WEBP"):
        for count in (2, 20, 300):
            yield HostileFile(
                "animation",
                f"{image_format} of {count} frames",
                lambda f=image_format, n=count: encoded(
                    first, f, save_all=True, append_images=[second, first] * (n // 2), duration=20, loop=0
                ),
                HONEST,
                red,
            )
    for disposal in (0, 1, 2, 3):
        yield HostileFile(
            "animation",
            f"GIF, disposal {disposal}",
            lambda d=disposal: encoded(
                first, "GIF", save_all=True, append_images=[second], duration=20, disposal=d
            ),
            HONEST,
            red,
        )
    gif = seeds()["gif animated"]
    place = gif.index(b",\0\0\0\0")
    for left, top, width, height in (
        (9, 9, 9, 9),
        (0, 0, 9_000, 9_000),
        (65_535, 65_535, 1, 1),
        (0, 0, 0, 0),
    ):
        yield HostileFile(
            "animation",
            f"GIF whose frame is {width} x {height} at {left}, {top}",
            lambda box=(left, top, width, height): (
                gif[: place + 1] + struct.pack("<HHHH", *box) + gif[place + 9 :]
            ),
        )


# --- broken ---


def cuts() -> Iterator[HostileFile]:
    """Yield each seed, cut off at twelve places."""
    for name, content in seeds().items():
        for part in (3, 8, 14, 24, 40, 90, 200, 400):
            yield HostileFile(
                "cut off", f"{name}, {part} bytes", lambda c=content, p=part: c[:p], ANYTHING | REFUSED
            )
        for share in (30, 60, 90, 99):
            yield HostileFile(
                "cut off", f"{name}, {share} %", lambda c=content, s=share: c[: len(c) * s // 100]
            )


def lies() -> Iterator[HostileFile]:
    """Yield files whose headers do not match their content."""
    found = seeds()
    jpeg, png, gif, webp = found["jpeg"], found["png"], found["gif"], found["webp"]
    frame = jpeg.index(b"\xff\xc0")
    for width, height in ((0, 0), (1, 1), (0, 9), (9, 0), (3, 60_000), (5_000, 5_000)):
        size = f"{width} x {height}"
        yield HostileFile("lie", f"jpeg says {size}", lambda w=width, h=height: known.lying_jpeg(w, h))
        yield HostileFile("lie", f"gif says {size}", lambda w=width, h=height: known.lying_gif(w, h))
        yield HostileFile(
            "lie",
            f"png says {size}",
            lambda w=width, h=height: png_header(w, h, 8, 2) + png[33:],
        )
    for place, name in ((4, "precision"), (9, "components"), (11, "sampling"), (12, "table")):
        for value in (0, 1, 0x0F, 0xFF):
            yield HostileFile(
                "lie",
                f"jpeg, {name} {value}",
                lambda at=frame + place, v=value: jpeg[:at] + bytes((v,)) + jpeg[at + 1 :],
            )
    for code in range(0xC0, 0xD0):
        yield HostileFile(
            "lie",
            f"jpeg, frame of type {code:02x}",
            lambda c=code: jpeg[: frame + 1] + bytes((c,)) + jpeg[frame + 2 :],
        )
    for depth in (0, 1, 3, 16, 255):
        for colour in (0, 1, 3, 5, 6):
            yield HostileFile(
                "lie",
                f"png, depth {depth} and colour type {colour}",
                lambda d=depth, c=colour: png_header(160, 120, d, c) + png[33:],
            )
    for length in (0, 2**31 - 1, 2**32 - 1):
        yield HostileFile(
            "lie",
            f"png, a chunk of {length} bytes",
            lambda n=length: png[:33] + struct.pack(">I", n) + b"IDAT" + png[33:],
        )
        yield HostileFile(
            "lie", f"webp, {length} bytes", lambda n=length: webp[:4] + struct.pack("<I", n) + webp[8:]
        )
    codes = gif.index(b",\0\0\0\0") + 10
    for bits in (0, 1, 9, 12, 13, 255):
        yield HostileFile(
            "lie",
            f"gif, codes of {bits} bits",
            lambda n=bits: gif[:codes] + bytes((n,)) + gif[codes + 1 :],
        )
    yield HostileFile("lie", "gif without a palette", lambda: gif[:10] + b"\0" + gif[11:])
    yield HostileFile("lie", "png, two headers", lambda: png[:33] + png[8:])
    yield HostileFile("lie", "jpeg, two starts", lambda: jpeg[:2] + jpeg)
    yield HostileFile("lie", "jpeg without tables", lambda: jpeg.replace(b"\xff\xc4", b"\xff\xec"))
    yield HostileFile(
        "lie",
        "webp named as animated",
        lambda: known.lying_webp(64, 64)[:20] + b"\x02" + known.lying_webp(64, 64)[21:],
    )


def flips() -> Iterator[HostileFile]:
    """Yield each seed with random bits flipped, the same bits in every run."""
    for name, content in seeds().items():
        for number in range(10):
            yield HostileFile(
                "bits turned",
                f"{name}, {number}",
                lambda c=content, n=number: _flipped(c, n),
                ANYTHING | REFUSED,
            )


def _flipped(content: bytes, number: int) -> bytes:
    chance = random.Random(number)  # noqa: S311 - to be repeatable, not secret
    changed = bytearray(content)
    # 1 to 512 bits, in the first 200 bytes for even numbers, else anywhere.
    for _ in range(1 << number):
        end = len(changed) if number % 2 else min(200, len(changed))
        changed[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(changed)


# --- images that are another kind of file too ---


def polyglots() -> Iterator[HostileFile]:
    """Yield valid images with another kind of file inside or behind them."""
    payloads = {
        "zip": _zip("a.php"),
        "html": b"<script>alert('" + MARK + b"')</script>",
        "php": b"<?php echo '" + MARK + b"'; ?>",
        "javascript": b"*/=1;alert('" + MARK + b"');/*",
        "pdf": b"%PDF-1.4\n" + MARK,
        "the antivirus test file": known.EICAR + MARK,
    }
    found = seeds()
    for name, payload in payloads.items():
        for seed in ("jpeg", "png", "gif", "webp"):
            yield HostileFile(
                "polyglot", f"{seed} with {name} behind", lambda c=found[seed], p=payload: c + p, HONEST
            )
        yield HostileFile(
            "polyglot",
            f"jpeg with {name} inside",
            lambda p=payload: with_segments(found["jpeg"], jpeg_segment(0xFE, p)),
            HONEST,
        )
        yield HostileFile(
            "polyglot",
            f"png with {name} inside",
            lambda p=payload: with_chunks(found["png"], png_chunk(b"tEXt", b"a\0" + p)),
            HONEST,
        )
        yield HostileFile(
            "polyglot",
            f"gif with {name} inside",
            lambda p=payload: _with_gif_block(
                found["gif"], b"!\xfe" + bytes((len(p[:255]),)) + p[:255] + b"\0"
            ),
            HONEST,
        )
