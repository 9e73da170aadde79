"""Reduces a colour profile to the tags that a conversion to sRGB needs.

Profiles of version 4.3 and later may contain chains of any number of stages, all sharing one large table. So
a profile of 3 KB can cost gigabytes and seconds. Cameras, editors and printers write primaries with curves,
or one table of fixed form. Only those reach littleCMS. Source of names and layout: specification ICC.1:2022.
"""

from __future__ import annotations

import struct

MAX_PROFILE_BYTES = 4 * 1024 * 1024  # the largest profiles in use, those of printers, have less than 3 MB

_HEADER = 128
_CLASSES = frozenset((b"mntr", b"scnr", b"prtr", b"spac"))  # devices and colour spaces; no device links
_MOST_TAGS = 100
_TAG = struct.Struct(">4sII")

_XYZ, _CURVE, _TABLE = (b"XYZ ",), (b"curv", b"para"), (b"mft1", b"mft2", b"mAB ")
# Old software of Corbis and Monaco wrote other type names for the same content. littleCMS accepts them too.
_MISNAMED = {b"\x17\xa5\x05\xb8": b"XYZ ", b"\x94\x78\xee\x00": b"curv"}
_KEPT = {
    **dict.fromkeys((b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt"), _XYZ),
    **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC", b"kTRC"), _CURVE),
    b"A2B0": _TABLE,
    b"chad": (b"sf32",),
}
_SRGB = b"IEC61966-2.1"
_NAMES_OF_SRGB = (_SRGB, b"".join(bytes((0, letter)) for letter in _SRGB))  # the second in UTF-16


class IccProfile:
    """A profile's header and the tags in its table. A broken profile may have few tags or none."""

    def __init__(self, data: bytes) -> None:
        self._header = data[:_HEADER]
        self._tags: dict[bytes, bytes] = {}
        count = int.from_bytes(data[_HEADER : _HEADER + 4])
        table = data[_HEADER + 4 : _HEADER + 4 + _TAG.size * min(count, _MOST_TAGS)]
        for name, start, size in _TAG.iter_unpack(table[: len(table) // _TAG.size * _TAG.size]):
            if name in _KEPT or name == b"desc":
                self._tags.setdefault(name, _renamed(data[start : start + size]))

    @property
    def is_srgb(self) -> bool:
        """Whether its description names sRGB's standard, as in files of nearly every camera and editor."""
        description = self._tags.get(b"desc", b"")
        return any(name in description for name in _NAMES_OF_SRGB)

    def reduced(self) -> bytes | None:
        """Return a profile with only the kept tags; None if no valid profile results."""
        tags = {name: data for name, data in self._tags.items() if data[:4] in _KEPT.get(name, ())}
        if len(self._header) < _HEADER or self._header[12:16] not in _CLASSES or not tags:
            return None
        if sum(map(len, tags.values())) > MAX_PROFILE_BYTES:  # tags may share content, which is copied here
            return None
        start = _HEADER + 4 + _TAG.size * len(tags)
        table, body = [], b""
        for name, data in tags.items():
            table.append(_TAG.pack(name, start + len(body), len(data)))
            body += data + bytes(-len(data) % 4)
        size = (start + len(body)).to_bytes(4)
        return b"".join((size, self._header[4:], len(tags).to_bytes(4), *table, body))


def _renamed(content: bytes) -> bytes:
    return _MISNAMED.get(content[:4], content[:4]) + content[4:]
