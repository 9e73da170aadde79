"""An AVIF's one picture, in a container of our own that says no more than its pixels need.

libavif reads all of a container before anything can be checked, in a time that grows with the square of the
number of items, and decodes whatever a grid names, as often as it is named. It gets a container that was
written here: the primary picture, whole or in cells, and its alpha, of the sizes that their streams have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from images.decoding.av1_frame import picture_size
from images.decoding.decoder_input import DecoderInput
from images.decoding.icc_profile import MAX_PROFILE_BYTES
from images.decoding.rejected_image import ImageProblem, RejectedImageError

MAX_BOXES = 1024  # in another one: cells of a grid and what belongs to them; phones write some dozens
MAX_EXTENTS = 16  # of an item: encoders of progressive pictures write some
MAX_CELLS = 512
MAX_SHARED_BYTES = 1024 * 1024  # of what several items name; encoders store equal cells once
MAX_CELL_PIXELS = 1024 * 1024  # of all cells, where that is more than twice the image

_PICTURE, _GRID = b"av01", b"grid"
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0")
# Sizes, how the stream is coded, depths, colours, what an auxiliary is, and how the picture is turned.
_KEPT = frozenset((b"ispe", b"av1C", b"pixi", b"colr", b"auxC", b"irot", b"imir"))
_PROFILES = (b"prof", b"rICC")


@dataclass(slots=True)
class _Item:
    """One of the things that a container holds."""

    kind: bytes
    content: tuple[memoryview, ...] = ()
    properties: list[tuple[int, bytes, memoryview]] = field(default_factory=list)  # flag, kind, content
    references: dict[bytes, tuple[int, ...]] = field(default_factory=dict)

    def property(self, wanted: bytes) -> memoryview | None:
        return next((content for _, kind, content in self.properties if kind == wanted), None)

    def stream(self) -> bytes | memoryview:
        return self.content[0] if len(self.content) == 1 else b"".join(self.content)

    def size(self) -> tuple[int, int]:
        """Return the width and height that the container tells."""
        told = self.property(b"ispe")
        if told is None or len(told) != 12:
            raise RejectedImageError(ImageProblem.DAMAGED)
        width, height = struct.unpack_from(">II", told, 4)
        return width, height


def rewritten(data: bytes) -> DecoderInput:
    """Return a container of the primary picture only.

    Raises:
        RejectedImageError: the file is damaged, too complex, or of a variant that is not supported.
    """
    try:
        primary, items = _container(memoryview(data))
        kept = _with_cells(primary, items)
        alpha = _alpha_of(primary, items)
        if alpha is not None:
            if items[alpha].size() != items[primary].size():
                raise RejectedImageError(ImageProblem.DAMAGED)
            kept += _with_cells(alpha, items)
    except (KeyError, IndexError, struct.error):  # of what a box names and what it should hold
        raise RejectedImageError(ImageProblem.DAMAGED) from None
    ours = {number: items[number] for number in kept}
    return DecoderInput(_written(primary, alpha, ours), icc_profile=_profile(ours))


# --- reading ---


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield kind and content of each box in another one, or in the file."""
    position = 0
    for _ in range(MAX_BOXES):
        if position + 8 > len(content):
            return
        length, head = int.from_bytes(content[position : position + 4]), 8
        kind = bytes(content[position + 4 : position + 8])
        if length == 1:
            length, head = int.from_bytes(content[position + 8 : position + 16]), 16
        elif length == 0:
            length = len(content) - position
        if length < head:
            raise RejectedImageError(ImageProblem.DAMAGED)
        yield kind, content[position + head : position + length]
        position += length
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)


class _Fields:
    """The numbers of a box, one after another; the first four bytes are its version and flags."""

    def __init__(self, content: memoryview) -> None:
        self._content, self._position = content, 4
        self.version, self.flags = content[0], int.from_bytes(content[1:4])

    def number(self, size: int) -> int:
        position = self._position
        self._position += size
        if self._position > len(self._content):
            raise RejectedImageError(ImageProblem.DAMAGED)
        return int.from_bytes(self._content[position : self._position])

    def count(self, size: int) -> int:
        found = self.number(size)
        if found > MAX_BOXES:
            raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        return found

    def rest(self) -> memoryview:
        return self._content[self._position :]


def _container(data: memoryview) -> tuple[int, dict[int, _Item]]:
    """Return the number of the primary item, and all items."""
    meta = next((content for kind, content in _boxes(data) if kind == b"meta"), None)
    if meta is None:
        raise RejectedImageError(ImageProblem.DAMAGED)
    boxes = dict(_boxes(meta[4:]))
    primary = _Fields(boxes[b"pitm"])
    infos = _Fields(boxes[b"iinf"])
    infos.count(4 if infos.version else 2)
    items: dict[int, _Item] = {}
    for _, content in _boxes(infos.rest()):
        info = _Fields(content)
        number = info.number(2 if info.version < 3 else 4)
        info.number(2)
        items[number] = _Item(bytes(info.rest()[:4]))
    _read_places(boxes[b"iloc"], data, boxes.get(b"idat", data[:0]), items)
    _read_properties(dict(_boxes(boxes[b"iprp"])), items)
    if b"iref" in boxes:
        _read_references(boxes[b"iref"], items)
    return primary.number(2 if primary.version == 0 else 4), items


def _read_places(content: memoryview, data: memoryview, inside: memoryview, items: dict[int, _Item]) -> None:
    places = _Fields(content)
    sizes = places.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    left = len(data) + MAX_SHARED_BYTES
    for _ in range(places.count(2 if places.version < 2 else 4)):
        number = places.number(2 if places.version < 2 else 4)
        method = places.number(2) & 15 if places.version else 0
        source = {0: data, 1: inside}[method]
        places.number(2)  # in another file, which no decoder looks for
        base = places.number(base_size)
        extents = []
        for _ in range(places.number(2)):
            if places.version:
                places.number(index_size)
            start = base + places.number(offset_size)
            length = places.number(length_size)
            extents.append(source[start : start + length if length else None])
            left -= len(extents[-1])
            if len(extents) > MAX_EXTENTS or left < 0:
                raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        items[number].content = tuple(extents)


def _read_properties(boxes: dict[bytes, memoryview], items: dict[int, _Item]) -> None:
    properties = list(_boxes(boxes[b"ipco"]))
    associations = _Fields(boxes[b"ipma"])
    for _ in range(associations.count(4)):
        item = items[associations.number(4 if associations.version else 2)]
        for _ in range(associations.number(1)):
            size = 2 if associations.flags & 1 else 1
            found = associations.number(size)
            essential = found >> 8 * size - 1
            index = found & (1 << 8 * size - 1) - 1
            if index and properties[index - 1][0] in _KEPT:
                item.properties.append((essential, *properties[index - 1]))


def _read_references(content: memoryview, items: dict[int, _Item]) -> None:
    size = 4 if content[0] else 2
    for kind, reference in _boxes(content[4:]):
        origin, count = int.from_bytes(reference[:size]), int.from_bytes(reference[size : size + 2])
        if count > MAX_CELLS:
            raise RejectedImageError(ImageProblem.TOO_COMPLEX)
        targets = tuple(
            int.from_bytes(reference[place : place + size])
            for place in range(size + 2, size + 2 + count * size, size)
        )
        items[origin].references[kind] = targets


# --- judging ---


def _with_cells(number: int, items: dict[int, _Item]) -> list[int]:
    """Return an item and the cells that it consists of, all of them as large as they are said to be."""
    item = items[number]
    if item.kind == _PICTURE:
        if picture_size(item.stream()) != item.size():
            raise RejectedImageError(ImageProblem.DAMAGED)
        return [number]
    if item.kind != _GRID:
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    cells = item.references[b"dimg"]
    form = item.stream()
    rows, columns = form[2] + 1, form[3] + 1
    size = struct.unpack_from(">II" if form[1] & 1 else ">HH", form, 4)
    width, height = items[cells[0]].size()
    if (
        len(cells) != rows * columns
        or size != item.size()
        or not (columns - 1) * width < size[0] <= columns * width
        or not (rows - 1) * height < size[1] <= rows * height
    ):
        raise RejectedImageError(ImageProblem.DAMAGED)
    if len(cells) * width * height > max(2 * size[0] * size[1], MAX_CELL_PIXELS):
        raise RejectedImageError(ImageProblem.TOO_COMPLEX)
    for cell in set(cells):
        if items[cell].kind != _PICTURE or items[cell].size() != (width, height):
            raise RejectedImageError(ImageProblem.DAMAGED)
        _with_cells(cell, items)
    return [number, *dict.fromkeys(cells)]


def _alpha_of(primary: int, items: dict[int, _Item]) -> int | None:
    for number, item in items.items():
        if primary in item.references.get(b"auxl", ()) and number != primary:
            what = item.property(b"auxC")
            if what is not None and bytes(what[4:]).startswith(_ALPHA):
                return number
    return None


def _profile(items: dict[int, _Item]) -> bytes | None:
    """Return the first colour profile: the primary picture's, or that of its cells."""
    for item in items.values():
        for _, kind, content in item.properties:
            if kind == b"colr" and content[:4] in _PROFILES and len(content) <= MAX_PROFILE_BYTES:
                return bytes(content[4:])
    return None


# --- writing ---


def _box(kind: bytes, *parts: bytes | memoryview) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full_box(kind: bytes, version: int, *parts: bytes | memoryview) -> bytes:
    return _box(kind, bytes((version, 0, 0, 0)), *parts)


def _written(primary: int, alpha: int | None, items: dict[int, _Item]) -> tuple[bytes | memoryview, ...]:
    """Return a file of these items alone, numbered anew."""
    numbers = {old: new for new, old in enumerate(items, 1)}
    properties: dict[bytes, int] = {}
    infos, associations, references = [], [], []
    for old, item in items.items():
        infos.append(_full_box(b"infe", 2, struct.pack(">HH4sx", numbers[old], 0, item.kind)))
        flags = []
        for essential, kind, content in item.properties:
            if kind == b"colr" and content[:4] in _PROFILES:
                continue
            index = properties.setdefault(_box(kind, content), len(properties) + 1)
            flags.append(struct.pack(">H", essential << 15 | index))
        associations.append(struct.pack(">HB", numbers[old], len(flags)) + b"".join(flags))
        if item.kind == _GRID:
            cells = (numbers[cell] for cell in item.references[b"dimg"])
            references.append(_reference(b"dimg", numbers[old], *cells))
    if alpha is not None:
        references.append(_reference(b"auxl", numbers[alpha], numbers[primary]))
        if alpha in items[primary].references.get(b"prem", ()):
            references.append(_reference(b"prem", numbers[primary], numbers[alpha]))
    lengths = {numbers[old]: sum(map(len, item.content)) for old, item in items.items()}
    file_type = _box(b"ftyp", b"avif", bytes(4), b"avifmif1miaf")
    meta = b""
    for _ in range(2):  # first for its length alone
        place, places = len(file_type) + len(meta) + 8, []
        for number, length in lengths.items():
            places.append(struct.pack(">HHHII", number, 0, 1, place, length))
            place += length
        meta = _full_box(
            b"meta",
            0,
            _full_box(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
            _full_box(b"pitm", 0, struct.pack(">H", numbers[primary])),
            _full_box(b"iloc", 0, b"\x44\0", struct.pack(">H", len(places)), *places),
            _full_box(b"iinf", 0, struct.pack(">H", len(infos)), *infos),
            _full_box(b"iref", 0, *references) if references else b"",
            _box(
                b"iprp",
                _box(b"ipco", *properties),
                _box(b"ipma", bytes((0, 0, 0, 1)), struct.pack(">I", len(associations)), *associations),
            ),
        )
    contents = [part for item in items.values() for part in item.content]
    head = struct.pack(">I4s", 8 + sum(lengths.values()), b"mdat")
    return file_type + meta + head, *contents


def _reference(kind: bytes, origin: int, *targets: int) -> bytes:
    return _box(kind, struct.pack(f">HH{len(targets)}H", origin, len(targets), *targets))
