"""Hostile files of the formats that are allowed by option: TIFF, AVIF, HEIC and BMP."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from PIL import Image

from tests.hostile import heif_files
from tests.hostile.heif_files import AV1, HEVC, Codec
from tests.unit.process_uploaded_file.sample_images import encoded, exif, photo

MEGABYTE = 1024 * 1024
SHORT, LONG, RATIONAL, BYTE = 3, 4, 5, 1


@cache
def seeds() -> dict[str, bytes]:
    """Return small valid files of every kind that decoders treat differently."""
    image = photo((160, 120))
    alpha = image.convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(image.size))
    turned = [image, image.rotate(180)]
    return {
        "tiff": encoded(image, "TIFF", exif=exif(6)),
        "tiff lzw": encoded(image, "TIFF", compression="tiff_lzw", strip_size=4_000),
        "tiff deflate": encoded(alpha, "TIFF", compression="tiff_adobe_deflate"),
        "tiff jpeg": encoded(image, "TIFF", compression="jpeg"),
        "tiff fax": encoded(image.convert("1"), "TIFF", compression="group4"),
        "tiff run lengths": encoded(image.quantize(32), "TIFF", compression="packbits"),
        "big tiff": encoded(image.convert("L").convert("I;16"), "TIFF", big_tiff=True),
        "avif": encoded(image, "AVIF", speed=10, exif=exif(6)),
        "avif alpha": encoded(alpha, "AVIF", speed=10, subsampling="4:4:4"),
        "avif animated": encoded(image, "AVIF", speed=10, save_all=True, append_images=turned),
        "avif grid": heif_files.grid(2, 3, 64, 64),
        "heic": encoded(image, "HEIC", exif=exif(6)),
        "heic alpha": encoded(alpha, "HEIC", subsampling="4:4:4"),
        "heic burst": encoded(image, "HEIC", save_all=True, append_images=turned),
        "heic grid": heif_files.grid(2, 3, 64, 64, codec=HEVC),
        "heif": encoded(image, "HEIF"),
        "bmp": encoded(image, "BMP"),
        "bmp palette": encoded(image.quantize(32), "BMP"),
        "bmp alpha": encoded(alpha, "BMP"),
        "bmp of two colours": encoded(image.convert("1"), "BMP"),
    }


type Entry = tuple[int, int, int, bytes]  # tag, type, count and content


def numbers(tag: int, *values: int) -> Entry:
    return tag, LONG, len(values), struct.pack(f"<{len(values)}I", *values)


def tiff(*entries: Entry, data: bytes = b"") -> bytes:
    """Return a TIFF with these entries; `data` follows the header, at offset 8."""
    directory = 8 + len(data) + len(data) % 2
    place = directory + 2 + 12 * len(entries) + 4
    listed, contents = b"", b""
    for tag, kind, count, content in sorted(entries):
        listed += struct.pack("<HHI", tag, kind, count)
        if len(content) <= 4:
            listed += content.ljust(4, b"\0")
        else:
            listed += struct.pack("<I", place + len(contents))
            contents += content
    head = b"II*\0" + struct.pack("<I", directory) + data + bytes(len(data) % 2)
    return head + struct.pack("<H", len(entries)) + listed + bytes(4) + contents


def grey(width: int, height: int, compression: int = 1) -> list[Entry]:
    """Return the entries that every grey image with 8 bits needs, without the pixels' place."""
    tags = {256: width, 257: height, 258: 8, 259: compression, 262: 1, 277: 1}
    return [numbers(tag, value) for tag, value in tags.items()]


def tiffs() -> Iterator[tuple[str, Callable[..., bytes]]]:
    """Yield names and makers."""
    small = grey(4, 4)
    fractions = struct.pack("<II", 1, 3) * (MEGABYTE + MEGABYTE // 8)
    yield "ten million offsets of a byte", lambda: tiff(*small, (273, BYTE, 10**7, bytes(10**7)))
    yield "millions of offsets", lambda: tiff(*small, numbers(278, 2), (273, LONG, 2_500_000, bytes(10**7)))
    yield (
        "a strip for each of millions of rows",
        lambda: tiff(*grey(1, 2_500_000), numbers(278, 1), (273, LONG, 2_500_000, bytes(10**7))),
    )
    yield (
        "tiles of one pixel",
        lambda: tiff(
            *grey(1500, 1500), numbers(322, 1), numbers(323, 1), (324, LONG, 2_250_000, bytes(9 * 10**6))
        ),
    )
    yield (
        "millions of resolutions",
        lambda: tiff(*small, numbers(273, 8), (282, RATIONAL, len(fractions) // 8, fractions)),
    )
    yield (
        "millions of kinds of samples",
        lambda: tiff(*small, numbers(273, 8), (339, RATIONAL, len(fractions) // 8, fractions)),
    )
    for side in (2_048, 16_384, 65_535):
        yield f"a tile of {side} x {side} on a small image", lambda s=side: _large_tile(s)
    for width, height in ((60_000, 60_000), (2**31 - 1, 1), (1, 2**31 - 1), (2**32 - 1, 2**32 - 1), (0, 5)):
        yield (
            f"{width} x {height}",
            lambda w=width, h=height: tiff(*grey(w, h), numbers(273, 8)),
        )
    for samples in (0, 5, 65_535):
        yield (
            f"{samples} samples",
            lambda n=samples: tiff(*grey(40, 40)[:5], numbers(277, n), numbers(273, 8), data=bytes(9_999)),
        )
    for bits in (0, 7, 12, 64, 65_535):
        yield (
            f"{bits} bits",
            lambda b=bits: tiff(*grey(40, 40)[:2], numbers(258, b), *grey(4, 4)[3:], numbers(273, 8)),
        )
    for compression in (0, 6, 7, 8, 34_925, 50_000, 50_001, 65_535):
        yield (
            f"compression {compression} of noise",
            lambda c=compression: tiff(*grey(400, 400, c), numbers(273, 8), data=bytes(range(256)) * 99),
        )
    yield "every strip the whole file", lambda: _overlapping(4_000)
    yield "a directory of 60000 entries", lambda: tiff(*[numbers(tag, 1) for tag in range(60_000)])
    yield "a directory that is its own next", lambda: b"II*\0\x08\0\0\0" + bytes(2) + b"\x08\0\0\0"
    yield "a directory behind the end", lambda: b"MM\0*\xff\xff\xff\xf0" + bytes(60)
    yield "a big tiff behind the end", lambda: b"II+\0\x08\0\0\0" + b"\xff" * 8 + bytes(60)
    yield "progressive jpeg inside", lambda: _jpeg_inside(progressive=True)
    yield "jpeg inside that is larger than its image", lambda: _jpeg_inside(side=4_000)
    for mode, side, method in (
        ("RGB", 5_700, "tiff_lzw"),
        ("RGBA", 5_900, "tiff_adobe_deflate"),
        ("YCbCr", 4_500, "jpeg"),
    ):
        yield (
            f"one strip, {mode}, {side} x {side}, {method}",
            lambda m=mode, s=side, c=method: encoded(
                Image.new(m, (s, s)), "TIFF", compression=c, strip_size=1 << 30
            ),
        )
    for end in (8, 20, 60, 200, 2_000):
        yield f"cut off after {end}", lambda e=end: encoded(photo((90, 60)), "TIFF")[:e]


def _large_tile(side: int) -> bytes:
    compress = zlib.compressobj(9)
    content = b"".join(compress.compress(bytes(side)) for _ in range(min(side, 16_384))) + compress.flush()
    tile = numbers(322, side), numbers(323, side), numbers(324, 8), numbers(325, len(content))
    return tiff(*grey(16, 16, 8), *tile, data=content)


def _overlapping(count: int) -> bytes:
    data = zlib.compress(bytes(MEGABYTE), 0)
    strips = numbers(278, 1), numbers(273, *[8] * count), numbers(279, *[len(data)] * count)
    return tiff(*grey(1_000, count, 8), *strips, data=data)


def _jpeg_inside(*, progressive: bool = False, side: int = 400) -> bytes:
    content = encoded(Image.new("L", (side, side), 90), "JPEG", progressive=progressive)
    return tiff(*grey(400, 400, 7), numbers(273, 8), numbers(279, len(content)), data=content)


def avifs() -> Iterator[tuple[str, Callable[..., bytes]]]:
    """Yield names and makers: files whose headers give a small size, and others."""
    yield from _heifs(AV1)
    yield "12000 x 12000 that says 16 x 16", lambda: _lying(12_000, 16, AV1)
    content, _ = heif_files.stream(64)
    padding, megabytes = b"\x7a\0", b"\x7a\x80\x80\x80\x02" + bytes(4 * MEGABYTE)  # units without content
    yield "a stream of empty units", lambda: heif_files.single(64, content + padding * (5 * MEGABYTE))
    yield "cells that are all the whole file", lambda: heif_files.grid(20, 20, 64, 64, behind=megabytes)


def heics() -> Iterator[tuple[str, Callable[..., bytes]]]:
    """Yield names and makers: the same as for AVIF, and files that only libheif reads."""
    yield from _heifs(HEVC)
    content, found = heif_files.stream(64, HEVC)
    filler = struct.pack(">IBB", 2, 38 << 1, 1)  # a unit of HEVC without content
    megabytes = struct.pack(">IBB", 4 * MEGABYTE + 2, 38 << 1, 1) + bytes(4 * MEGABYTE)
    yield "a stream of empty units", lambda: heif_files.single(64, content + filler * MEGABYTE, codec=HEVC)
    yield (
        "cells that are all the whole file",
        lambda: heif_files.grid(20, 20, 64, 64, behind=megabytes, codec=HEVC),
    )
    for length in (0, 1, 3, 2**31 - 1, 2**32 - 1):
        yield (
            f"a unit of {length} bytes",
            lambda n=length: heif_files.single(64, struct.pack(">I", n) + content[4:], codec=HEVC),
        )
    for kind in (b"av01", b"jpeg", b"unci", b"j2k1", b"hvt1", b"vvc1", b"mski", b"tili"):
        yield (
            f"an item {kind.decode()}",
            lambda k=kind: heif_files.single(64, content, codec=replace(HEVC, item=k)),
        )
    for kind, target in ((b"iden", 1), (b"iden", 2), (b"iovl", 1), (b"iovl", 2), (b"grid", 1)):
        size = [heif_files.size_box(64, 64), *found]
        yield (
            f"a picture {kind.decode()} of {'itself' if target == 1 else 'one that is made of it'}",
            lambda k=kind, t=target, p=size: heif_files.container(
                [(k, bytes((0, 0, 0, 0)) + bytes(8)), (b"iden", b""), (b"hvc1", content)],
                p,
                {1: [1], 2: [1], 3: range(1, 1 + len(p))},
                [(b"dimg", 1, [t]), (b"dimg", 2, [1])],
                brand=b"heic",
            ),
        )
    for side in (30_000, 2**31 - 1):
        overlay = struct.pack(">BB4HIIii", 0, 1, *(65_535,) * 4, side, side, 0, 0)
        yield (
            f"a canvas of {side} x {side}",
            lambda o=overlay, s=side: heif_files.container(
                [(b"iovl", o), (b"hvc1", content)],
                [heif_files.size_box(s, s), heif_files.size_box(64, 64), *found],
                {1: [1], 2: range(2, 3 + len(found))},
                [(b"dimg", 1, [2])],
                brand=b"heic",
            ),
        )
    for number in (0, 2, 60_000):
        yield (
            f"a primary picture {number} that is not there",
            lambda n=number: heif_files.container([(b"hvc1", content)], [], {}, brand=b"heic", primary=n),
        )
    nested = heif_files.box(b"free")
    for _ in range(200):
        nested = heif_files.box(b"iprp", nested)
    yield "boxes in two hundred boxes", lambda: heif_files.single(64, content, nested, codec=HEVC)
    profile = heif_files.box(b"colr", b"prof", bytes(8 * MEGABYTE))
    yield "a profile of eight megabytes", lambda: heif_files.single(64, content, profile, codec=HEVC)
    yield "metadata of eight megabytes", lambda: encoded(photo((90, 60)), "HEIC", xmp=bytes(8 * MEGABYTE))


def _heifs(codec: Codec) -> Iterator[tuple[str, Callable[..., bytes]]]:
    name = codec.pillow_name
    for side in (2_000, 8_192):
        yield f"{side} x {side} that says 16 x 16", lambda s=side: _lying(s, 16, codec)
    for side in (1, 60_000, 2**31 - 1):
        yield f"small, that says {side} x {side}", lambda s=side: _lying(64, s, codec)
    yield "8192 x 8192", lambda: heif_files.square(8_192, codec)
    yield (
        "3700 x 3700 with alpha",
        lambda: encoded(
            Image.new("RGBA", (3_700, 3_700), (9, 99, 9, 90)), name, subsampling="4:4:4", **codec.options
        ),
    )
    for end in (12, 40, 100, 250, 400):
        yield f"cut off after {end}", lambda e=end: encoded(photo((90, 60)), name)[:e]
    yield "500 cells of 64 x 64 that are 3000 x 3000", lambda: heif_files.grid(20, 25, 64, 3_000, codec=codec)
    yield (
        "a cell of 3700 x 3700, nearly all cut off",
        lambda: heif_files.grid(1, 1, 3_700, 3_700, (100, 100), codec=codec),
    )
    yield (
        "cells that do not fill the picture",
        lambda: heif_files.grid(2, 2, 64, 64, (500, 500), codec=codec),
    )
    yield "more cells than anybody writes", lambda: heif_files.grid(40, 40, 64, 64, codec=codec)
    for told in (64, 3_000):
        yield (
            f"alpha of 3000 x 3000 that says {told}",
            lambda t=told: heif_files.with_alpha(64, 3_000, t, codec),
        )
    for count in (2_000, 60_000, 240_000):
        yield f"{count} items", lambda n=count: heif_files.crowd(n, codec)
    content, _ = heif_files.stream(64, codec)
    yield (
        "a million properties",
        lambda: heif_files.single(
            64, content, *[heif_files.box(b"free")] * (MEGABYTE + MEGABYTE // 8), codec=codec
        ),
    )
    yield "a hundred frames", lambda: heif_files.single(64, content * 100, codec=codec)
    yield "no stream at all", lambda: heif_files.single(64, b"", codec=codec)


def _lying(side: int, told: int, codec: Codec) -> bytes:
    content = bytearray(heif_files.square(side, codec))
    place = content.index(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", told, told)
    return bytes(content)


def bmps() -> Iterator[tuple[str, Callable[..., bytes]]]:
    """Yield names and makers."""
    for width, height in ((60_000, 60_000), (2**31 - 1, 1), (1, -(2**31)), (0, 1), (-5, 5), (8_000, 6_000)):
        yield f"{width} x {height}", lambda w=width, h=height: bmp(w, h)
    for bits in (0, 1, 3, 4, 8, 16, 24, 32, 33, 65_535):
        yield f"{bits} bits", lambda b=bits: bmp(64, 64, bits=b)
    for compression in (1, 2, 3, 4, 5, 6, 11, 2**32 - 1):
        yield f"compression {compression}", lambda c=compression: bmp(64, 64, bits=8, compression=c)
    for colours in (1, 257, 2**31, 2**32 - 1):
        yield f"{colours} colours", lambda c=colours: bmp(64, 64, bits=8, colours=c)
    for header in (0, 12, 16, 39, 64, 108, 124, 2**32 - 1):
        yield f"a header of {header}", lambda h=header: bmp(64, 64, header=h)
    yield (
        "runs of nothing, ten megabytes",
        lambda: bmp(5_000, 5_000, 8, 1, data=bytes((0, 2, 0, 0)) * 2_500_000),
    )


def bmp(
    width: int,
    height: int,
    bits: int = 24,
    compression: int = 0,
    *,
    colours: int = 0,
    header: int = 40,
    data: bytes = bytes(64 * 64 * 4),
) -> bytes:
    size = struct.pack("<Iii", header, width, height)
    rest = struct.pack("<HHIIiiII", 1, bits, compression, 0, 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, 54) + size + rest + data
