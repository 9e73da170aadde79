"""Reads numbers from a TIFF's first directory. They decide which decoder Pillow must use."""

from __future__ import annotations

import struct
from collections.abc import Container

MAX_ENTRIES = 4096  # in one directory; cameras' raw files have about 100

_KINDS = {1: "B", 3: "H", 4: "I", 16: "Q"}  # TIFF's integer types as `struct` formats


def first_numbers(data: bytes, wanted: Container[int]) -> dict[int, int]:
    """Return the first value of each wanted tag that the directory has. Reading stops where it is broken."""
    order = "<" if data[:2] == b"II" else ">"
    is_big = b"+" in data[2:4]
    offset, count_form, entry_form = ("Q", "Q", "HHQ") if is_big else ("I", "H", "HHI")
    found: dict[int, int] = {}
    try:
        place = struct.unpack_from(order + offset, data, 8 if is_big else 4)[0]
        count = struct.unpack_from(order + count_form, data, place)[0]
        place += struct.calcsize("<" + count_form)
        head, inline = struct.calcsize("<" + entry_form), struct.calcsize("<" + offset)
        for start in range(place, place + min(count, MAX_ENTRIES) * (head + inline), head + inline):
            tag, kind, values = struct.unpack_from(order + entry_form, data, start)
            if tag in wanted and kind in _KINDS and values:
                form = order + _KINDS[kind]
                at = start + head
                if values * struct.calcsize(form) > inline:
                    at = struct.unpack_from(order + offset, data, at)[0]
                found[tag] = struct.unpack_from(form, data, at)[0]
    except (struct.error, OverflowError):
        return found
    return found
