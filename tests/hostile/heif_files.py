"""Builds AVIF and HEIC files from any items, properties and references, valid or not."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image

from tests.unit.process_uploaded_file.sample_images import encoded

COLOUR = (10, 200, 30)
DEPTHS = b"\3\x08\x08\x08"


@dataclass(frozen=True, eq=False)
class Codec:
    """The codec of a container's pictures: Pillow's name and options, and its four-letter names in boxes."""

    pillow_name: str
    options: Mapping[str, object]
    brand: bytes
    item: bytes
    properties: tuple[bytes, ...]


AV1 = Codec("AVIF", {"speed": 10, "quality": 1}, b"avif", b"av01", (b"av1C", b"pixi", b"colr"))
HEVC = Codec(
    "HEIC",
    {"enc_params": {"preset": "ultrafast"}, "quality": 1},
    b"heic",
    b"hvc1",
    (b"hvcC", b"pixi", b"colr"),
)

type Item = tuple[bytes, bytes]  # kind and content; numbers start at 1, and by default 1 is the primary
type Reference = tuple[bytes, int, Sequence[int]]  # kind, origin and targets


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, version: int, *parts: bytes) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)), *parts)


def size_box(width: int, height: int) -> bytes:
    return full_box(b"ispe", 0, struct.pack(">II", width, height))


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each box of a valid file."""
    position = 0
    while position < len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        yield kind, content[position + 8 : position + length]
        position += length


def stream_of(content: bytes, codec: Codec) -> tuple[bytes, list[bytes]]:
    """Return the stream of a file with one picture, and its properties except the size, as boxes."""
    file = dict(boxes(content))
    properties = dict(boxes(dict(boxes(file[b"meta"][4:]))[b"iprp"]))[b"ipco"]
    return file[b"mdat"], [box(kind, said) for kind, said in boxes(properties) if kind in codec.properties]


@cache
def square(side: int, codec: Codec) -> bytes:
    """Return a file with a square in one colour."""
    image = Image.new("RGB", (side, side), COLOUR)
    return encoded(image, codec.pillow_name, **codec.options)


def stream(side: int, codec: Codec = AV1) -> tuple[bytes, list[bytes]]:
    """Return the stream of a square in one colour, and its properties except the size, as boxes."""
    return stream_of(square(side, codec), codec)


def container(
    items: Sequence[Item],
    properties: Sequence[bytes],
    of_items: Mapping[int, Sequence[int]],
    references: Sequence[Reference] = (),
    *,
    brand: bytes = b"avif",
    primary: int = 1,
) -> bytes:
    """Return a file; equal contents of items are stored once.

    `of_items` has the numbers of each item's properties; both numbers start at 1.
    """
    wide = len(items) > 0xFFFF
    number = ">I" if wide else ">H"
    file_type = box(b"ftyp", brand, bytes(4), brand + b"mif1miaf")
    infos = [
        full_box(b"infe", 3 if wide else 2, struct.pack(number, place), bytes(2), kind, b"\0")
        for place, (kind, _) in enumerate(items, 1)
    ]
    associations = [
        struct.pack(number, place) + bytes((len(found), *found)) for place, found in of_items.items()
    ]
    listed = [
        box(
            kind,
            struct.pack(number, origin),
            struct.pack(">H", len(targets)),
            *(struct.pack(number, to) for to in targets),
        )
        for kind, origin, targets in references
    ]
    meta = b""
    for _ in range(2):  # the first pass gives the length of `meta`, which the places depend on
        places: dict[bytes, int] = {}
        end = len(file_type) + len(meta) + 8
        for _, content in items:
            if content not in places:
                places[content] = end
                end += len(content)
        located = [
            struct.pack(number, place)
            + bytes(2 * wide)
            + struct.pack(">HHII", 0, 1, places[content], len(content))
            for place, (_, content) in enumerate(items, 1)
        ]
        count = struct.pack(number, len(items))
        meta = full_box(
            b"meta",
            0,
            full_box(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", 0, struct.pack(">H", primary)),
            full_box(b"iloc", 2 if wide else 0, b"\x44\0", count, *located),
            full_box(b"iinf", 1 if wide else 0, count, *infos),
            full_box(b"iref", 1 if wide else 0, *listed),
            box(
                b"iprp",
                box(b"ipco", *properties),
                full_box(b"ipma", 1 if wide else 0, struct.pack(">I", len(of_items)), *associations),
            ),
        )
    return file_type + meta + box(b"mdat", *places)


def single(side: int, content: bytes, *more: bytes, codec: Codec = AV1) -> bytes:
    """Return a picture with `more` properties in the file that no item uses."""
    _, found = stream(side, codec)
    properties = [size_box(side, side), *found, *more]
    return container([(codec.item, content)], properties, {1: range(1, 2 + len(found))}, brand=codec.brand)


def grid(
    rows: int,
    columns: int,
    cell: int,
    real: int,
    told: tuple[int, int] | None = None,
    behind: bytes = b"",
    codec: Codec = AV1,
) -> bytes:
    """Return a grid of square cells: `cell` pixels wide by their property, `real` by their stream."""
    content, found = stream(real, codec)
    content += behind
    width, height = told or (columns * cell, rows * cell)
    form = bytes((0, 1, rows - 1, columns - 1)) + struct.pack(">II", width, height)
    cells = range(2, 2 + rows * columns)
    shared = range(3, 3 + len(found))
    return container(
        [(b"grid", form), *[(codec.item, content)] * len(cells)],
        [size_box(width, height), size_box(cell, cell), *found],
        {1: [1], **{number: [2, *shared] for number in cells}},
        [(b"dimg", 1, cells)],
        brand=codec.brand,
    )


def with_alpha(side: int, alpha_side: int, told: int, codec: Codec = AV1) -> bytes:
    """Return a picture whose alpha is `told` pixels wide by its property, `alpha_side` by its stream."""
    content, found = stream(side, codec)
    alpha, _ = stream(alpha_side, codec)
    auxiliary = full_box(b"auxC", 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
    shared = range(4, 4 + len(found))
    return container(
        [(codec.item, content), (codec.item, alpha)],
        [size_box(side, side), size_box(told, told), auxiliary, *found],
        {1: [1, *shared], 2: [2, 3, *shared]},
        [(b"auxl", 2, [1])],
        brand=codec.brand,
    )


def crowd(count: int, codec: Codec = AV1) -> bytes:
    """Return a file of `count` items; only the first is a picture."""
    content, found = stream(64, codec)
    others = [(b"mime", content)] * (count - 1)
    properties = [size_box(64, 64), *found]
    of_items = {1: range(1, 2 + len(found))}
    return container([(codec.item, content), *others], properties, of_items, brand=codec.brand)
