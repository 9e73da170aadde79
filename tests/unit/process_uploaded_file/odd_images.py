"""Files as real software writes them, beside what standards ask for; each maker returns one kind.

`photo()` is the picture in all of them, so that what comes out can be compared with what a sound file gives.
"""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PIL import Image

from tests.unit.process_uploaded_file.sample_images import (
    encoded,
    jpeg_segment,
    png_chunk,
    with_segments,
    without_segments,
)

# JPEG


def without_end(jpeg: bytes) -> bytes:
    """Return a JPEG without its last marker."""
    assert jpeg.endswith(b"\xff\xd9")
    return jpeg[:-2]


def with_profile_parts(jpeg: bytes, parts: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return a JPEG with parts of colour profiles: number, count and content of each."""
    return with_segments(
        jpeg,
        *(
            jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes((number, count)) + content)
            for number, count, content in parts
        ),
    )


def cut(content: bytes, count: int) -> list[bytes]:
    """Return the content in as many parts of about the same length."""
    ends = [len(content) * place // count for place in range(count + 1)]
    return [content[start:end] for start, end in itertools.pairwise(ends)]


def cmyk_without_adobe(image: Image.Image, *, is_inverted: bool, **options: Any) -> bytes:
    """Return a JPEG of a CMYK image without Adobe's marker, its samples as they are or inverted."""
    stored = image if is_inverted else image.point(lambda value: 255 - value)
    return without_segments(encoded(stored, "JPEG", **options), 0xEE)  # Pillow itself writes inverted


# PNG


def png16(image: Image.Image, *chunks: bytes, low: int = 0, after: Sequence[bytes] = ()) -> bytes:
    """Return a PNG of 16 bits a sample, whose low bytes are all `low`; chunks before and after the pixels."""
    width, height = image.size
    colour, samples = {"L": (0, 1), "LA": (4, 2), "RGB": (2, 3), "RGBA": (6, 4)}[image.mode]
    wide = bytearray(bytes((0, low)) * (width * height * samples))
    wide[::2] = image.tobytes()
    return png(width, height, 16, colour, bytes(wide), *chunks, after=after)


def png(
    width: int,
    height: int,
    depth: int,
    colour: int,
    samples: bytes,
    *chunks: bytes,
    after: Sequence[bytes] = (),
) -> bytes:
    """Return a PNG of samples without filters; chunks before and after the pixels."""
    row = len(samples) // height
    rows = b"".join(b"\0" + samples[start : start + row] for start in range(0, len(samples), row))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", header),
            *chunks,
            png_chunk(b"IDAT", zlib.compress(rows)),
            *after,
            png_chunk(b"IEND", b""),
        )
    )


def with_wrong_checksum(chunk: bytes) -> bytes:
    return chunk[:-1] + bytes((chunk[-1] ^ 1,))


# EXIF


def orientation_entry(kind: int, value: bytes, *, order: str = "<") -> bytes:
    """Return EXIF data whose one entry is an orientation of any kind of number."""
    start = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", 8)
    return start + struct.pack(order + "HHHI", 1, 0x0112, kind, 1) + value.ljust(4, b"\0") + bytes(4)


# GIF


def small_frame_gif(
    screen: tuple[int, int],
    place: tuple[int, int],
    frame: Image.Image,
    *,
    transparent: int | None = None,
    background: int = 0,
    is_local: bool = False,
) -> bytes:
    """Return a GIF whose first frame, a palette image, covers a part of the screen.

    `is_local`: its palette stands with the frame, and there is none for the screen.
    """
    whole = encoded(frame, "GIF", optimize=False, interlace=False)
    flags = whole[10]
    palette_end = 13 + (3 << (flags & 7) + 1)
    palette, start = whole[13:palette_end], whole.index(b",\0\0\0\0", palette_end)
    control = b"" if transparent is None else bytes((0x21, 0xF9, 4, 1, 0, 0, transparent, 0))
    head = b"GIF89a" + struct.pack("<HH", *screen)
    size_bits = flags & 7
    where = b"," + struct.pack("<HHHH", *place, *frame.size)
    pixels = whole[start + 10 :]
    if is_local:
        return b"".join(
            (head, bytes((0, background, 0)), control, where, bytes((0x80 | size_bits,)), palette, pixels)
        )
    return b"".join((head, bytes((flags, background, 0)), palette, control, where, b"\0", pixels))


# TIFF


def tiff(
    entries: Mapping[int, int | Sequence[int]],
    strips: Sequence[bytes],
    *,
    order: str = "<",
    is_big: bool = False,
    places: tuple[int, int] = (273, 279),
    kinds: Mapping[int, int] | None = None,
) -> bytes:
    """Return a TIFF of any entries; `places` are the tags for where strips or tiles are, and how long."""
    magic, form, head = (43, "HHQ8s", 16) if is_big else (42, "HHI4s", 8)
    where, at = [], head
    for strip in strips:
        where.append(at)
        at += len(strip)
    all_entries: dict[int, int | Sequence[int]] = dict(
        sorted({**entries, places[0]: where, places[1]: [len(strip) for strip in strips]}.items())
    )
    number = "Q" if is_big else "I"
    inline = struct.calcsize(number)
    directory_at = at + at % 2
    size = struct.calcsize("<" + form)
    contents_at = directory_at + (8 if is_big else 2) + size * len(all_entries) + inline
    listed, contents = b"", b""
    for tag, value in all_entries.items():
        values = [value] if isinstance(value, int) else list(value)
        kind = (kinds or {}).get(tag, 4 if max(values) > 0xFFFF or tag in places else 3)
        packed = struct.pack(f"{order}{len(values)}{ {1: 'B', 3: 'H', 4: 'I'}[kind] }", *values)
        if len(packed) > inline:
            place = struct.pack(order + number, contents_at + len(contents))
            contents += packed + bytes(len(packed) % 2)
            packed = place
        listed += struct.pack(order + form, tag, kind, len(values), packed.ljust(inline, b"\0"))
    mark = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", magic)
    start = mark + (
        struct.pack(order + "HHQ", 8, 0, directory_at) if is_big else struct.pack(order + "I", directory_at)
    )
    count = struct.pack(order + ("Q" if is_big else "H"), len(all_entries))
    return b"".join((start, *strips, bytes(at % 2), count, listed, bytes(inline), contents))


def tiles(image: Image.Image, side: int) -> list[bytes]:
    """Return an image's square tiles, those at the edges filled up."""
    width, height = image.size
    return [
        image.crop((left, top, left + side, top + side)).tobytes()
        for top in range(0, height, side)
        for left in range(0, width, side)
    ]


def sixteen_bits(image: Image.Image, order: str = "<") -> bytes:
    """Return an image's samples in 16 bits."""
    return b"".join(struct.pack(order + "H", 257 * sample) for sample in image.tobytes())


# Profiles


def with_type(profile: bytes, tags: Iterable[bytes], kind: bytes) -> bytes:
    """Return a colour profile in which the content of these tags says that it is of another type."""
    content = bytearray(profile)
    for index in range(int.from_bytes(profile[128:132])):
        name, start, _ = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        if name in tags:
            content[start : start + 4] = kind
    return bytes(content)
